package io.herald.console;

import java.time.Duration;

/** Computes the rate of a counter between two reads. Not thread-safe. */
final class CounterRate {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** Pause after which the rate restarts: the mean over a longer time says nothing about the current rate. */
    private static final long MAX_INTERVAL = Duration.ofSeconds(10).toNanos();

    private double last = Double.NaN;
    private long lastAt;

    /**
     * Returns the rate since the last call, or {@code NaN} on the first call and after a long pause.
     *
     * @param total the value of the counter
     * @param at the time in nanoseconds
     */
    double perSecond(double total, long at) {
        long elapsed = at - lastAt;
        double increase = total - last;
        last = total;
        lastAt = at;
        return elapsed <= 0 || elapsed > MAX_INTERVAL ? Double.NaN : increase * NANOS_PER_SECOND / elapsed;
    }
}
