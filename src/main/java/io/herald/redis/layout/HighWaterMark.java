package io.herald.redis.layout;

import io.herald.event.EventId;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tracks the highest id that this instance has seen in a partition. The scripts that open a partition or append to it
 * receive this id, so that a log that has lost entries continues after it. Thread-safe.
 */
public final class HighWaterMark {

    private final AtomicReference<EventId> highest = new AtomicReference<>(EventId.ZERO);

    public EventId highest() {
        return highest.get();
    }

    public void advanceTo(EventId id) {
        if (id.isAfter(highest.get())) {
            highest.accumulateAndGet(id, EventId::max);
        }
    }
}
