package io.herald.redis.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures time as one event loop experiences it, in nanoseconds. While the loop is stalled (garbage collection, a
 * paused machine, a long task), at most one period elapses. Replies that Redis sent meanwhile lie unread in the socket,
 * and must not count as silence of Redis. May be read on any thread.
 */
public final class LoopClock {

    private final long period;
    private final LongSupplier nanos;
    private volatile long tickedAt;
    private volatile long elapsed;

    LoopClock(Duration period, LongSupplier nanos) {
        this.period = period.toNanos();
        this.nanos = nanos;
        this.tickedAt = nanos.getAsLong();
    }

    /** Must be called on the loop once per period. */
    void tick() {
        long now = nanos.getAsLong();
        elapsed += counted(now);
        tickedAt = now;
    }

    public long now() {
        return elapsed + counted(nanos.getAsLong());
    }

    private long counted(long now) {
        return Math.max(0, Math.min(period, now - tickedAt));
    }
}
