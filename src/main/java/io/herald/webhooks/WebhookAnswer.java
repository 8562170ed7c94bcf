package io.herald.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call of a webhook.
 *
 * @param status the status of the response; 0 if there was none
 * @param reason why the call failed, without the address; null if it was accepted
 * @param retryAfter how long the receiver wants no calls; null if it does not say so
 */
public record WebhookAnswer(
        int status, @Nullable String reason, @Nullable Duration retryAfter) {

    static WebhookAnswer of(int status, @Nullable String retryAfter, Instant now) {
        return status / 100 == 2
                ? new WebhookAnswer(status, null, null)
                : new WebhookAnswer(status, "status " + status, retryAfter == null ? null : parse(retryAfter, now));
    }

    static WebhookAnswer none(String reason) {
        return new WebhookAnswer(0, reason, null);
    }

    public boolean isAccepted() {
        return reason == null;
    }

    private static @Nullable Duration parse(String retryAfter, Instant now) {
        try {
            Duration wait = retryAfter.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(now, ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
