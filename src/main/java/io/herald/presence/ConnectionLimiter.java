package io.herald.presence;

import io.herald.hub.Hub;
import io.herald.hub.transport.CloseReason;
import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Closes connections of this instance that exceed the connection limit of their user. */
@ApplicationScoped
class ConnectionLimiter implements ControlListener {

    private final Hub hub;
    private final Limits limits;
    private final PresenceTracker presenceTracker;

    ConnectionLimiter(Hub hub, Limits limits, PresenceTracker presenceTracker) {
        this.hub = hub;
        this.limits = limits;
        this.presenceTracker = presenceTracker;
    }

    /** The kind that the script {@code connections} sends. */
    @Override
    public String kind() {
        return "surplus";
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        String[] words = controlMessage.detail().split(" ");
        Set<String> ours =
                Arrays.stream(words).skip(1).filter(presenceTracker::has).collect(Collectors.toSet());
        if (!ours.isEmpty()) {
            ours.forEach(connection -> limits.countHit(LimitType.CONNECTIONS_PER_USER));
            hub.end(
                    controlMessage.about(),
                    ours,
                    words[0].equals(ConnectionStore.EVICT) ? CloseReason.EVICTED : CloseReason.OVERLOADED);
        }
    }

    /**
     * Registers all connections again. The script no longer counts the surplus connections of a missed control message,
     * finds them again, and sends another control message.
     */
    @Override
    public void onMissed() {
        presenceTracker.setAll();
    }
}
