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

/** Ends those of this instance's connections that are more than their user may have. */
@ApplicationScoped
class ConnectionLimiter implements ControlListener {

    static final String EVICT = "evict";
    static final String REFUSE = "refuse";

    private final Hub hub;
    private final Limits limits;
    private final PresenceTracker presenceTracker;

    ConnectionLimiter(Hub hub, Limits limits, PresenceTracker presenceTracker) {
        this.hub = hub;
        this.limits = limits;
        this.presenceTracker = presenceTracker;
    }

    /** As the script says it. */
    @Override
    public String kind() {
        return "surplus";
    }

    @Override
    public void heard(ControlMessage controlMessage) {
        String[] words = controlMessage.detail().split(" ");
        Set<String> ours =
                Arrays.stream(words).skip(1).filter(presenceTracker::has).collect(Collectors.toSet());
        if (!ours.isEmpty()) {
            ours.forEach(connection -> limits.reached(LimitType.CONNECTIONS_PER_USER));
            hub.end(
                    controlMessage.about(),
                    ours,
                    words[0].equals(EVICT) ? CloseReason.EVICTED : CloseReason.OVERLOADED);
        }
    }

    /** Said again, those that do not count any more are found to be too many again. */
    @Override
    public void missed() {
        presenceTracker.setAll();
    }
}
