package io.herald.ws;

/** Decides when a client that exceeds its message rate is disconnected, instead of having its messages rejected. */
final class FloodDetector {

    private static final long SECOND = 1_000_000_000L;
    private static final long LIMIT = 10 * SECOND;

    private boolean exceeding;
    private long startedAt;
    private long lastAt;

    /**
     * Records a message above the rate. Returns whether such messages have arrived for ten seconds without a gap of more than
     * one second.
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
