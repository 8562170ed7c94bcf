package io.herald.console;

import java.time.Duration;

/** How fast a counter grows. Not thread-safe. */
final class CounterRate {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** Nobody watched in between: the mean of that time would say nothing about now. */
    private static final long LONG_AGO = Duration.ofSeconds(10).toNanos();

    private double last = Double.NaN;
    private long lastAt;

    /** Not a number the first time, and after a long pause. */
    double perSecond(double total, long at) {
        long passed = at - lastAt;
        double grown = total - last;
        last = total;
        lastAt = at;
        return passed <= 0 || passed > LONG_AGO ? Double.NaN : grown * NANOS_PER_SECOND / passed;
    }
}
