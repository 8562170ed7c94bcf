package io.herald.users;

import io.herald.hub.Hub;
import io.herald.hub.transport.Ending;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends a user's connections to this instance when told so. */
@ApplicationScoped
class Disconnects implements ControlListener {

    static final String KIND = "disconnect";

    private final Hub hub;

    Disconnects(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        hub.end(control.about(), caller -> true, Ending.DISCONNECTED);
    }
}
