package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.hub.transport.StartPosition;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check of a cursor: the position from which a subscriber continues, and the events that are missing.
 *
 * @param ready the cursor of {@code ready}. If the connection ends before the client has received the reset, the client resumes
 *     from here and receives the reset again.
 * @param start the position from which the catch-up begins
 * @param whole the cursor of the reset: a client that resumes from here receives no reset for the same events
 * @param resumable whether no event that is about to be replayed is before {@code whole}
 * @param reset why events are missing; null if the client receives no reset
 */
record ResumePlan(
        Cursor ready,
        Cursor start,
        Cursor whole,
        boolean resumable,
        List<Gap> missing,
        @Nullable Reason reset) {

    /** @param pages the first pages of the partitions that were read from the histories */
    static ResumePlan of(StartPosition startPosition, Cursor cursor, Map<Integer, HistoryPage> pages) {
        List<Gap> missing = new ArrayList<>();
        Cursor whole = cursor;
        Cursor held = cursor;
        boolean resumable = true;
        boolean lost = false;
        for (Map.Entry<Integer, HistoryPage> page : pages.entrySet()) {
            HistoryPage historyPage = page.getValue();
            if (!historyPage.gaps().isEmpty()) {
                PartitionGaps partitionGaps = new PartitionGaps(historyPage.gaps());
                missing.addAll(partitionGaps.gaps());
                whole = whole.with(page.getKey(), partitionGaps.resume());
                held = held.with(page.getKey(), held(historyPage, partitionGaps));
                lost |= partitionGaps.reason() == Reason.LOST;
                resumable &= historyPage.holdsNothingUpTo(partitionGaps.resume());
            }
        }
        boolean rewinds = startPosition instanceof StartPosition.Rewind;
        Reason reset = missing.isEmpty() || rewinds ? null : reason(startPosition, lost);
        // The client's own cursor, or the position before the earliest stored event.
        Cursor ready = startPosition instanceof StartPosition.After ? cursor : held;
        return new ResumePlan(ready, resumable && !rewinds ? whole : ready, whole, resumable, missing, reset);
    }

    /** Returns the highest position before all stored events, from which at least one of the channels is complete. */
    private static EventId held(HistoryPage historyPage, PartitionGaps partitionGaps) {
        EventId earliest = partitionGaps.earliest();
        return historyPage.events().isEmpty() || historyPage.holdsNothingUpTo(earliest)
                ? earliest
                : historyPage.events().get(0).id().predecessor();
    }

    private static Reason reason(StartPosition startPosition, boolean lost) {
        if (startPosition instanceof StartPosition.Unknown) {
            return Reason.UNKNOWN;
        }
        return lost ? Reason.LOST : Reason.EXPIRED;
    }

    boolean isRecovered() {
        return reset == null;
    }

    Set<Channel> channels() {
        return missing.stream().map(Gap::channel).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
