package io.herald.webhooks;

import io.herald.outbound.PostOutcome;
import io.herald.outbound.RetryAfter;
import java.time.Duration;
import java.time.Instant;
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

    static WebhookAnswer of(PostOutcome outcome, Instant now) {
        int status = outcome.status();
        if (outcome.failure() != null) {
            return new WebhookAnswer(status, outcome.failure(), null);
        }
        return status / 100 == 2
                ? new WebhookAnswer(status, null, null)
                : new WebhookAnswer(status, "status " + status, RetryAfter.parse(outcome.retryAfter(), now));
    }

    public boolean isAccepted() {
        return reason == null;
    }
}
