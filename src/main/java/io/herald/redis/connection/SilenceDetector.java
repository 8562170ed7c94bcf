package io.herald.redis.connection;

import java.time.Duration;

/**
 * Measures how long nothing has arrived on a connection to Redis while a reply was outstanding. Part of a reply ends
 * the silence, because a large one may take long on a slow link. Confined to one event loop.
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

    void requestSent() {
        if (outstanding++ == 0) {
            since = clock.now();
        }
    }

    void replyReceived() {
        outstanding--;
    }

    void bytesReceived() {
        since = clock.now();
    }

    boolean hasExpired() {
        return outstanding > 0 && clock.now() - since > limit;
    }
}
