package io.herald.redis.connection;

import java.util.concurrent.ThreadLocalRandom;

/** Computes delays that double up to a bound, with full jitter, so that instances do not reconnect in step. */
public final class Backoff {

    private static final long FIRST_MS = 50;
    private static final long MOST_MS = 2_000;

    private long ceiling = FIRST_MS;

    public long nextMillis() {
        long wait = 1 + ThreadLocalRandom.current().nextLong(ceiling);
        ceiling = Math.min(MOST_MS, ceiling * 2);
        return wait;
    }

    public void reset() {
        ceiling = FIRST_MS;
    }
}
