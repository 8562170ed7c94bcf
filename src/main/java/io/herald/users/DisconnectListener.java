package io.herald.users;

import io.herald.hub.Hub;
import io.herald.hub.transport.CloseReason;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends a user's connections to this instance when told so. */
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
    public void heard(ControlMessage controlMessage) {
        hub.end(controlMessage.about(), caller -> true, CloseReason.DISCONNECTED);
    }
}
