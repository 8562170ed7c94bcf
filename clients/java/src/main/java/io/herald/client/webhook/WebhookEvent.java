package io.herald.client.webhook;

import io.herald.client.json.JsonReader;
import java.time.Instant;
import java.util.Map;

/**
 * A verified call.
 *
 * @param id identifies the event. The service may send it several times, always with the same id
 * @param sentAt when the service sent this call
 * @param body the body, which is JSON
 */
public record WebhookEvent(String id, Instant sentAt, String body) {

    /**
     * Returns the members of the body.
     *
     * @return such as {@code type}, {@code timestamp} and {@code data}
     * @throws IllegalArgumentException if the body is not a JSON object
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> fields() {
        if (JsonReader.read(body) instanceof Map<?, ?> members) {
            return (Map<String, Object>) members;
        }
        throw new IllegalArgumentException("The body is not a JSON object.");
    }

    /** The body may be personal, so it is left out. */
    @Override
    public String toString() {
        return "WebhookEvent[" + id + " sent at " + sentAt + "]";
    }
}
