package io.herald.redis.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides when a request to Redis fails as unanswered. Pauses of the loop do not count, because the reply may lie
 * unread in the socket meanwhile.
 *
 * <p>This alone would multiply the timeout on an overloaded loop, which pauses on each turn, while callers wait in real
 * time. So a request whose timeout has passed in real time fails after a grace period of loop time, in which the loop
 * reads its sockets.
 */
final class RequestDeadline {

    /** Within the first turns after a pause, the loop reads the replies that arrived during it. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final LoopClock clock;
    private final LongSupplier nanos;
    private final long realDeadline;
    private long loopDeadline;
    private boolean inGrace;

    /** @param submittedAt the real time of the caller's request, which may have waited for the loop since */
    RequestDeadline(LoopClock clock, LongSupplier nanos, long submittedAt, Duration timeout) {
        this.clock = clock;
        this.nanos = nanos;
        this.realDeadline = submittedAt + timeout.toNanos();
        this.loopDeadline = clock.now() + realDeadline - nanos.getAsLong();
    }

    /**
     * Must be called on each tick of the clock, because the grace period begins with the first call after the timeout.
     */
    boolean hasPassed() {
        long now = clock.now();
        if (!inGrace && nanos.getAsLong() - realDeadline > 0) {
            inGrace = true;
            loopDeadline = Math.min(loopDeadline, now + GRACE.toNanos());
        }
        return now - loopDeadline > 0;
    }
}
