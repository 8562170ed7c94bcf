package io.herald.client.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A problem document (RFC 9457), and the headers that belong to it.
 *
 * @param status the status of the response
 * @param title what the status means
 * @param detail what is wrong with this request
 * @param violations all invalid fields
 * @param retryAfter the time after which a repeated call may succeed, if the service names one
 */
public record Problem(
        int status, String title, Optional<String> detail, List<Violation> violations, Optional<Duration> retryAfter) {

    public Problem {
        violations = List.copyOf(violations);
    }

    String message() {
        StringBuilder message = new StringBuilder().append(status).append(' ').append(detail.orElse(title));
        for (Violation violation : violations) {
            message.append(' ').append(violation.field()).append(": ").append(violation.message());
        }
        return message.toString();
    }
}
