package io.herald.simulation.oracle;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel that a client follows. */
final class FollowedChannel {

    /** Events that were lost, or appended behind lost ids, which the client has passed. A reset is due at the latest at rest. */
    final List<LoggedEvent> lost = new ArrayList<>();

    /** The position from which the events are due. */
    EventId since;

    /** The position up to which a reset has reported missing events. */
    EventId reported = EventId.ZERO;

    /** When the last reset was sent that reported all losses up to then. */
    long resetAt;

    /** During a join, the position up to which the events were replayed; otherwise null. */
    @Nullable
    EventId replayed;

    FollowedChannel(EventId since) {
        this.since = since;
    }

    /** Returns the acknowledged events that were lost, and for which a reset is due that the client has not received. */
    List<LoggedEvent> unreportedLosses(Ledger ledger) {
        return lost.stream()
                .filter(event -> event.id.isAfter(reported) && event.unreachableSince > resetAt)
                .filter(ledger::isAcknowledged)
                .filter(event -> event.reportedWith != null || event.witnesses != 0)
                .toList();
    }
}
