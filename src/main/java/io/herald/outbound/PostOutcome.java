package io.herald.outbound;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a POST.
 *
 * @param status the status of the response; 0 if there was none
 * @param retryAfter the header {@code Retry-After} of the response; null if it has none
 * @param failure why there was no response, without the address; null if there was one
 */
public record PostOutcome(
        int status, @Nullable String retryAfter, @Nullable String failure) {

    static PostOutcome response(int status, @Nullable String retryAfter) {
        return new PostOutcome(status, retryAfter, null);
    }

    static PostOutcome noResponse(String failure) {
        return new PostOutcome(0, null, failure);
    }
}
