package io.herald.hub.resume;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.encoding.SharedBatch.Item;
import io.herald.hub.resume.WindowSnapshot.Stretch;
import io.herald.hub.subscriber.ShardPositions;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.log.EventLog;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events that a shard can deliver again: the windows in memory, and the histories in the log. */
public final class StoredEvents {

    private final EventLog log;
    private final Windows windows;
    private final ShardPositions positions;
    private final Clock clock;
    private final ShardCounters shardCounters;

    public StoredEvents(
            EventLog log, Windows windows, ShardPositions positions, Clock clock, ShardCounters shardCounters) {
        this.log = log;
        this.windows = windows;
        this.positions = positions;
        this.clock = clock;
        this.shardCounters = shardCounters;
    }

    boolean isInWindow(int partition, EventId after) {
        return windows.covers(partition, after);
    }

    /** Null where the window does not hold all of the events: old ones, or those that this instance has not read yet. */
    @Nullable
    Stretch fromWindow(int partition, EventId after, EventId upTo) {
        Stretch stretch = upTo.isAfter(positions.of(partition)) ? null : windows.read(partition, after, upTo);
        (stretch == null ? shardCounters.windowMisses() : shardCounters.windowHits()).add(1);
        return stretch;
    }

    Uni<HistoryPage> fromHistories(Span span) {
        return log.read(span);
    }

    Uni<Bounds> bounds(int partition) {
        return log.bounds(partition);
    }

    /** The position before all events of the last while. */
    EventId since(Duration back) {
        return EventId.before(clock.millis() - back.toMillis());
    }

    /** Drops events that have expired or were withdrawn, and all but the newest of those with the same key in a channel. */
    List<Item> conflate(List<Item> items) {
        long now = clock.millis();
        List<Item> kept = new ArrayList<>(items.size());
        Set<List<Object>> seen = new HashSet<>();
        for (int i = items.size() - 1; i >= 0; i--) {
            Event event = items.get(i).encodedEvent().event();
            String key = event.eventAttributes().conflate();
            boolean superseded = key != null && !seen.add(List.of(items.get(i).channel(), key));
            if (!superseded && !event.isExpired(now) && !log.isWithdrawn(event)) {
                kept.add(items.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }
}
