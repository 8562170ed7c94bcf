package io.herald.redis.connection;

import java.util.function.LongUnaryOperator;

/** Computes delays that double up to a bound, with full jitter, so that instances do not reconnect in step. */
public final class Backoff {

    private static final long INITIAL_MS = 50;
    private static final long MAX_MS = 2_000;

    private final LongUnaryOperator random;
    private long ceiling = INITIAL_MS;

    /** @param random returns a number from zero, inclusive, to its argument, exclusive */
    public Backoff(LongUnaryOperator random) {
        this.random = random;
    }

    public long nextMillis() {
        long wait = 1 + random.applyAsLong(ceiling);
        ceiling = Math.min(MAX_MS, ceiling * 2);
        return wait;
    }

    public void reset() {
        ceiling = INITIAL_MS;
    }
}
