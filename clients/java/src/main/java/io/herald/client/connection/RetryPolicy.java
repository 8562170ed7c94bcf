package io.herald.client.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a failed call is repeated. The delays grow by a factor of two and are random, so that clients that failed together do
 * not return together. A time that the service names ({@code Retry-After}) is the least delay.
 *
 * @param within the time from the first attempt after which no other one begins; zero disables retries
 * @param firstDelay the longest delay before the second attempt
 * @param maxDelay the longest delay before any attempt
 */
public record RetryPolicy(Duration within, Duration firstDelay, Duration maxDelay) {

    /** One minute, with delays from 0.2 to 10 s. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofSeconds(10));

    /** A failed call is not repeated. */
    public static final RetryPolicy NONE = DEFAULT.within(Duration.ZERO);

    private static final int MAX_DOUBLINGS = 20;

    public RetryPolicy {
        if (within.isNegative() || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays must not be negative, and maxDelay not less than firstDelay");
        }
    }

    /**
     * Returns this policy with another limit.
     *
     * @param limit the time from the first attempt after which no other one begins
     * @return the policy
     */
    public RetryPolicy within(Duration limit) {
        return new RetryPolicy(limit, firstDelay, maxDelay);
    }

    /**
     * Returns a random delay.
     *
     * @param failures the number of failed attempts so far, at least 1
     * @return the delay before the next attempt
     */
    public Duration delay(int failures) {
        long doublings = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
        long longest = Math.min(maxDelay.toMillis(), firstDelay.toMillis() * doublings);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest + 1));
    }
}
