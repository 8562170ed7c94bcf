package io.herald.redis.connection;

import java.util.concurrent.ThreadLocalRandom;

/** Computes delays that double up to a bound, with full jitter, so that instances do not reconnect in step. */
public final class Backoff {

    private static final long INITIAL_MS = 50;
    private static final long MAX_MS = 2_000;

    private long ceiling = INITIAL_MS;

    public long nextMillis() {
        long wait = 1 + ThreadLocalRandom.current().nextLong(ceiling);
        ceiling = Math.min(MAX_MS, ceiling * 2);
        return wait;
    }

    public void reset() {
        ceiling = INITIAL_MS;
    }
}
