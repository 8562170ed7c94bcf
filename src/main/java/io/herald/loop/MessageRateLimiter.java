package io.herald.loop;

import java.time.Duration;

/**
 * The delays of a periodic task.
 *
 * @param first from the start of the task to its first run
 * @param period from one run to the next
 * @param retry from a failed run to the next
 */
public record MessageRateLimiter(Duration first, Duration period, Duration retry) {

    private static final Duration NEVER = Duration.ofDays(3_650);

    /** A period of zero would take the whole loop. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    public MessageRateLimiter {
        period = longer(period);
        retry = longer(retry);
    }

    public static MessageRateLimiter every(Duration period) {
        return new MessageRateLimiter(period, period, period);
    }

    /** Runs when requested, and after a failed run. */
    public static MessageRateLimiter onRequest() {
        return every(NEVER);
    }

    public MessageRateLimiter first(Duration delay) {
        return new MessageRateLimiter(delay, period, retry);
    }

    public MessageRateLimiter immediately() {
        return first(Duration.ZERO);
    }

    public MessageRateLimiter retry(Duration delay) {
        return new MessageRateLimiter(first, period, delay);
    }

    private static Duration longer(Duration delay) {
        return delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay;
    }
}
