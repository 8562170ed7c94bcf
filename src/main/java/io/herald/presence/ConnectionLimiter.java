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
    private final PresenceTracker roster;

    ConnectionLimiter(Hub hub, Limits limits, PresenceTracker roster) {
        this.hub = hub;
        this.limits = limits;
        this.roster = roster;
    }

    /** As the script says it. */
    @Override
    public String kind() {
        return "surplus";
    }

    @Override
    public void heard(ControlMessage control) {
        String[] words = control.detail().split(" ");
        Set<String> ours = Arrays.stream(words).skip(1).filter(roster::has).collect(Collectors.toSet());
        if (!ours.isEmpty()) {
            ours.forEach(connection -> limits.reached(LimitType.CONNECTIONS_PER_USER));
            hub.end(control.about(), ours, words[0].equals(EVICT) ? CloseReason.EVICTED : CloseReason.OVERLOADED);
        }
    }

    /** Said again, those that do not count any more are found to be too many again. */
    @Override
    public void missed() {
        roster.setAll();
    }
}
