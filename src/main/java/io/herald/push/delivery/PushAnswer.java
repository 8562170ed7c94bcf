package io.herald.push.delivery;

import io.herald.outbound.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a push service, or what stands for it if there is none.
 *
 * @param retryAfter how long the push service wants no requests; null if it does not say so
 */
record PushAnswer(Type type, int status, @Nullable Duration retryAfter) {

    enum Type {
        ACCEPTED,
        /** The subscription does not exist any more. */
        GONE,
        TOO_LARGE,
        /** The push service does not accept the VAPID key. */
        REJECTED,
        /** Any other refusal. A repetition would not change it. */
        REFUSED,
        /** The push service is overloaded or cannot be reached. */
        TEMPORARY
    }

    /** The connection failed, or the push service did not answer in time. */
    static final PushAnswer NONE = new PushAnswer(Type.TEMPORARY, 0, null);

    /** The push service has a forbidden address. */
    static final PushAnswer BLOCKED = new PushAnswer(Type.REFUSED, 0, null);

    /** @param retryAfter the value of the header */
    static PushAnswer of(int status, @Nullable String retryAfter, Instant now) {
        return new PushAnswer(type(status), status, RetryAfter.parse(retryAfter, now));
    }

    private static Type type(int status) {
        return switch (status) {
            case 401, 403 -> Type.REJECTED;
            case 404, 410 -> Type.GONE;
            case 413 -> Type.TOO_LARGE;
            case 408, 425, 429 -> Type.TEMPORARY;
            default -> status / 100 == 2 ? Type.ACCEPTED : status / 100 == 5 ? Type.TEMPORARY : Type.REFUSED;
        };
    }
}
