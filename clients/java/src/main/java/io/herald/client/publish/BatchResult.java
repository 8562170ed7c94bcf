package io.herald.client.publish;

import io.herald.client.error.HeraldException;
import java.util.Optional;

/**
 * The result of one notification of a batch: either accepted or failed.
 *
 * @param notification the notification, with the idempotency key under which it was sent
 * @param accepted present if the service has accepted it
 * @param failure present if it has not
 */
public record BatchResult(Notification notification, Optional<Accepted> accepted, Optional<HeraldException> failure) {

    public BatchResult {
        if (accepted.isPresent() == failure.isPresent()) {
            throw new IllegalArgumentException("either accepted or failed");
        }
    }

    /**
     * Returns the answer, or throws the failure.
     *
     * @return the answer of the service
     * @throws HeraldException if the notification was not accepted
     */
    public Accepted acceptedOrThrow() {
        failure.ifPresent(cause -> {
            throw cause;
        });
        return accepted.orElseThrow();
    }
}
