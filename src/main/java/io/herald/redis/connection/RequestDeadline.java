package io.herald.redis.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a request to Redis fails as unanswered. The loop's own pauses do not count, because the answer lies unread in the socket
 * meanwhile. On an overloaded loop, which pauses at each turn, that alone would multiply the timeout, and callers wait in real
 * time. So a request whose timeout has passed in real time fails after a grace of loop time, in which the loop reads its sockets.
 */
final class RequestDeadline {

    /** Answers that arrived during a pause are read within the first turns after it. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final LoopClock clock;
    private final LongSupplier nanos;
    private final long realDeadline;
    private long loopDeadline;
    private boolean inGrace;

    /** @param submittedAt real time at which the caller sent the request, which may have waited for the loop since */
    RequestDeadline(LoopClock clock, LongSupplier nanos, long submittedAt, Duration timeout) {
        this.clock = clock;
        this.nanos = nanos;
        this.realDeadline = submittedAt + timeout.toNanos();
        this.loopDeadline = clock.now() + realDeadline - nanos.getAsLong();
    }

    /** To be called on each tick of the clock, because the grace begins with the first call after the timeout. */
    boolean hasPassed() {
        long now = clock.now();
        if (!inGrace && nanos.getAsLong() - realDeadline > 0) {
            inGrace = true;
            loopDeadline = Math.min(loopDeadline, now + GRACE.toNanos());
        }
        return now - loopDeadline > 0;
    }
}
