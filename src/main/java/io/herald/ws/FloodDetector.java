package io.herald.ws;

/** Decides when a client that exceeds its rate of messages is disconnected instead of being refused. */
final class FloodDetector {

    private static final long SECOND = 1_000_000_000L;
    private static final long LIMIT = 10 * SECOND;

    private boolean exceeding;
    private long startedAt;
    private long lastAt;

    /**
     * Records a message above the rate. Returns whether such messages have come for ten seconds, without a whole second
     * between two of them.
     */
    boolean exceeded(long nanos) {
        if (!exceeding || nanos - lastAt > SECOND) {
            exceeding = true;
            startedAt = nanos;
        }
        lastAt = nanos;
        return nanos - startedAt >= LIMIT;
    }
}
