package io.herald.client.sse;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The time until the next connect. If the service has named one before it closed a stream, that one, which is random already.
 * Otherwise random, up to the stream's {@code retry} after the first failure and twice as much after each further one, up to
 * half a minute.
 */
final class ReconnectDelay {

    private static final long MAX_MILLIS = 30_000;
    private static final int MAX_DOUBLINGS = 10;

    private long baseMillis = 2_000;
    private int failures;
    private Long named;

    void connected(Long retryMillis) {
        baseMillis = retryMillis == null ? baseMillis : retryMillis;
        failures = 0;
        named = null;
    }

    void name(long retryMillis) {
        named = retryMillis;
    }

    Duration next(Optional<Duration> retryAfter) {
        long longest = Math.max(baseMillis, Math.min(MAX_MILLIS, baseMillis << Math.min(failures++, MAX_DOUBLINGS)));
        long random = ThreadLocalRandom.current().nextLong(longest + 1);
        long millis = named != null ? named : retryAfter.map(Duration::toMillis).orElse(0L) + random;
        named = null;
        return Duration.ofMillis(millis);
    }
}
