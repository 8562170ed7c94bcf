package io.herald.loop;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Computes exponential delays with jitter.
 *
 * @param randomBelow returns a random number from 0 up to a bound, exclusive
 */
public record RetryDelay(Duration first, Duration longest, LongUnaryOperator randomBelow) {

    private static final int MAX_SHIFT = 30;

    /**
     * Returns the delay after a number of failures: between half of it and the whole, and not less than the server demands.
     *
     * @param failures at least 1
     * @param most the longest demand that is met
     */
    public Duration after(int failures, @Nullable Duration demanded, Duration most) {
        long whole = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, MAX_SHIFT));
        long jitter = randomBelow.applyAsLong(whole / 2 + 1);
        Duration delay = Duration.ofMillis(whole - jitter);
        if (demanded == null || demanded.compareTo(delay) < 0) {
            return delay;
        }
        // Not all calls at the moment that the server has named.
        Duration met = demanded.compareTo(most) > 0 ? most : demanded;
        return met.plusMillis(randomBelow.applyAsLong(first.toMillis()));
    }
}
