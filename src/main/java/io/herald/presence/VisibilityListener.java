package io.herald.presence;

import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import jakarta.enterprise.context.ApplicationScoped;

/** Receives what other instances have recorded of the visibility of connections of this instance. */
@ApplicationScoped
class VisibilityListener implements ControlListener {

    private final PresenceTracker presenceTracker;

    VisibilityListener(PresenceTracker presenceTracker) {
        this.presenceTracker = presenceTracker;
    }

    /** The kind that the script {@code connections} sends. */
    @Override
    public String kind() {
        return "visibility";
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        String[] words = controlMessage.detail().split(" ");
        presenceTracker.recordVisible(words[1], Boolean.parseBoolean(words[0]));
    }

    /** Does nothing: a client reports its visibility again with its next change. */
    @Override
    public void onMissed() {}
}
