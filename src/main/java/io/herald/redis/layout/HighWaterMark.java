package io.herald.redis.layout;

import io.herald.event.EventId;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The highest id that this instance has seen in a partition. Every script is told, so that a log that comes back knowing
 * less goes on after it.
 */
public final class HighWaterMark {

    private final AtomicReference<EventId> highest = new AtomicReference<>(EventId.ZERO);

    public EventId highest() {
        return highest.get();
    }

    public void add(EventId id) {
        if (id.isAfter(highest.get())) {
            highest.accumulateAndGet(id, EventId::max);
        }
    }
}
