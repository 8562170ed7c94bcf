package io.herald.users;

import io.herald.hub.Hub;
import io.herald.hub.transport.CloseReason;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import jakarta.enterprise.context.ApplicationScoped;

/** Closes the connections of a user to this instance when it receives the control message {@code disconnect}. */
@ApplicationScoped
class DisconnectListener implements ControlListener {

    static final String KIND = "disconnect";

    private final Hub hub;

    DisconnectListener(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        hub.end(controlMessage.about(), caller -> true, CloseReason.DISCONNECTED);
    }
}
