package io.herald.push.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.push.crypto.VapidKey;
import java.time.Clock;
import java.time.Duration;

/**
 * The tokens with which this service identifies itself to push services. A signature costs about a millisecond of CPU time, so
 * a token is used for some hours. Thread-safe.
 */
final class VapidTokens {

    private static final int CACHED = 1_000;
    private static final Duration USED = Duration.ofHours(4);

    /** A push service accepts at most 24 hours. */
    private static final Duration VALID = Duration.ofHours(12);

    private record Audience(String origin, String publicKey) {}

    private final String subject;
    private final Clock clock;
    private final Cache<Audience, String> cache =
            Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(USED).build();

    VapidTokens(String subject, Clock clock) {
        this.subject = subject;
        this.clock = clock;
    }

    /** Returns the value of the header {@code Authorization}. */
    String authorization(String origin, VapidKey key) {
        return cache.get(
                new Audience(origin, key.publicKey()),
                audience -> key.authorization(origin, clock.instant().plus(VALID), subject));
    }

    /** Forgets a token that a push service has rejected. */
    void invalidate(String origin, String publicKey) {
        cache.invalidate(new Audience(origin, publicKey));
    }
}
