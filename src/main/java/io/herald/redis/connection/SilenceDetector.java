package io.herald.redis.connection;

import java.time.Duration;

/**
 * How long one connection to Redis has sent nothing while an answer was outstanding. A part of an answer ends the silence: a
 * large one may take long on a slow link. Belongs to one event loop.
 */
final class SilenceDetector {

    private final LoopClock clock;
    private final long limit;
    private int outstanding;
    private long since;

    SilenceDetector(LoopClock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit.toNanos();
    }

    void asked() {
        if (outstanding++ == 0) {
            since = clock.now();
        }
    }

    void answered() {
        outstanding--;
    }

    void received() {
        since = clock.now();
    }

    boolean isTooLong() {
        return outstanding > 0 && clock.now() - since > limit;
    }
}
