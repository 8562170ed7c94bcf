package io.herald.hub.resume;

import io.herald.event.EventId;
import io.herald.hub.encoding.SharedBatch.Item;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.hub.subscriber.FanOutPositions;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.log.EventLog;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the stored events for replay: from the windows in memory, and from the histories in the log. */
public final class ReplaySource {

    private final EventLog log;
    private final Windows windows;
    private final FanOutPositions positions;
    private final Clock clock;
    private final ShardCounters shardCounters;
    private final Conflation conflation;

    public ReplaySource(
            EventLog log, Windows windows, FanOutPositions positions, Clock clock, ShardCounters shardCounters) {
        this.log = log;
        this.windows = windows;
        this.positions = positions;
        this.clock = clock;
        this.shardCounters = shardCounters;
        this.conflation = new Conflation(log::isWithdrawn, clock);
    }

    boolean isInWindow(int partition, EventId after) {
        return windows.covers(partition, after);
    }

    /**
     * Returns events from the window; null if it does not hold all events between the positions, because some are too old or
     * the shard has not delivered them yet. Counts hits.
     */
    @Nullable
    Segment fromWindow(int partition, EventId after, EventId upTo) {
        Segment segment = upTo.isAfter(positions.of(partition)) ? null : windows.read(partition, after, upTo);
        if (segment != null) {
            shardCounters.windowHits().add(1);
        }
        return segment;
    }

    /** Reads events that the window does not hold. Counts misses, on the loop of the shard. */
    Uni<HistoryPage> fromHistories(Span span) {
        shardCounters.windowMisses().add(1);
        return log.read(span);
    }

    Uni<Bounds> bounds(int partition) {
        return log.bounds(partition);
    }

    /** Returns the position before all events of the last {@code back}. */
    EventId since(Duration back) {
        return EventId.before(clock.millis() - back.toMillis());
    }

    /** Removes the events that a subscriber no longer needs. */
    List<Item> conflate(List<Item> items) {
        return conflation.apply(items);
    }
}
