package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription.FollowListener;
import io.herald.log.EventLog.Bounds;
import io.herald.log.HistoryPage.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel that a subscriber follows as soon as its stored events have been replayed. Holds the position up to which they
 * have been. The replay ends at the subscriber's own position.
 */
public final class PendingJoin {

    private final Channel channel;
    private final int partition;
    private final @Nullable EventFilter eventFilter;
    private final FollowListener listener;
    private final boolean repeat;
    private EventId after;
    private EventId reported = EventId.ZERO;
    private boolean unknown;
    private boolean checked;

    /** @param partition the partition of the channel */
    public PendingJoin(
            Channel channel,
            int partition,
            StartPosition startPosition,
            @Nullable EventFilter eventFilter,
            FollowListener listener) {
        this.channel = channel;
        this.partition = partition;
        this.eventFilter = eventFilter;
        this.listener = listener;
        this.after = startPosition instanceof StartPosition.After given
                ? positionIn(partition, given.cursor())
                : EventId.ZERO;
        this.unknown = startPosition instanceof StartPosition.Unknown;
        this.repeat = !(startPosition instanceof StartPosition.After);
    }

    /**
     * Returns the cursor's position in the partition of the channel. A cursor without that partition dates from a time at
     * which the client followed no channel in it. The earliest time in the cursor is then a safe lower bound.
     */
    private static EventId positionIn(int partition, Cursor cursor) {
        EventId named = cursor.positionIn(partition);
        return named != null
                ? named
                : cursor.partitions().stream()
                        .map(cursor::positionIn)
                        .min(EventId::compareTo)
                        .map(earliest -> EventId.before(earliest.ms()))
                        .orElse(EventId.ZERO);
    }

    public Channel channel() {
        return channel;
    }

    public int partition() {
        return partition;
    }

    public @Nullable EventFilter eventFilter() {
        return eventFilter;
    }

    public FollowListener listener() {
        return listener;
    }

    /** Returns the position up to which the channel has been replayed. */
    public EventId after() {
        return after;
    }

    public void moveTo(EventId position) {
        after = position;
    }

    /** Whether the client may already have received the events, so that they do not count as deliveries. */
    public boolean isRepeat() {
        return repeat;
    }

    /** Whether the cursor is not one of this log, and the reset that reports it is still to be sent. */
    public boolean isUnknown() {
        return unknown;
    }

    /** Whether a reset of this join has reported the missing events of the gap. */
    public boolean isReported(Gap gap) {
        return !gap.resume().isAfter(reported);
    }

    /** A reset has reported the gaps, and that the cursor is unknown. */
    public void resetSent(List<Gap> gaps) {
        unknown = false;
        gaps.forEach(gap -> reported = reported.max(gap.resume()));
    }

    /** Whether {@link #check} has compared the cursor with the log. Needed only for a cursor above the subscriber's position. */
    public boolean isChecked() {
        return checked;
    }

    /** Compares the cursor with the bounds of the log. A cursor beyond the end of the log is unknown. */
    public void check(Bounds bounds) {
        checked = true;
        if (after.isAfter(bounds.last())) {
            unknown = true;
            after = EventId.ZERO;
        }
    }
}
