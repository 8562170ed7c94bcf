package io.herald.presence;

import io.herald.hub.Hub;
import io.herald.hub.transport.Ending;
import io.herald.limits.Limit;
import io.herald.limits.Limits;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends those of this instance's connections that are more than their user may have. */
@ApplicationScoped
class Surplus implements ControlListener {

    static final String EVICT = "evict";
    static final String REFUSE = "refuse";

    private final Hub hub;
    private final Limits limits;
    private final Roster roster;

    Surplus(Hub hub, Limits limits, Roster roster) {
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
    public void heard(Control control) {
        String[] words = control.detail().split(" ");
        Set<String> ours = Arrays.stream(words).skip(1).filter(roster::has).collect(Collectors.toSet());
        if (!ours.isEmpty()) {
            ours.forEach(connection -> limits.reached(Limit.CONNECTIONS_PER_USER));
            hub.end(control.about(), ours, words[0].equals(EVICT) ? Ending.EVICTED : Ending.OVERLOADED);
        }
    }

    /** Said again, those that do not count any more are found to be too many again. */
    @Override
    public void missed() {
        roster.setAll();
    }
}
