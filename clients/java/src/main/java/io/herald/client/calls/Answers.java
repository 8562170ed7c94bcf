package io.herald.client.calls;

import io.herald.client.error.ConnectionException;
import io.herald.client.json.JsonReader;
import io.herald.client.publish.Accepted;
import io.herald.client.publish.DeliveryFacts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the bodies of successful responses. Another body comes from a proxy and not from the service. */
final class Answers {

    private Answers() {}

    static Accepted accepted(String body) {
        return accepted(read(body, Map.class));
    }

    static Accepted accepted(Map<?, ?> answer) {
        return new Accepted(text(answer, "id"), Boolean.TRUE.equals(answer.get("duplicate")));
    }

    static Optional<String> eventId(String body) {
        return Optional.ofNullable((String) read(body, Map.class).get("id"));
    }

    static List<?> batch(String body) {
        return read(body, List.class);
    }

    static DeliveryFacts facts(String body) {
        Map<?, ?> answer = read(body, Map.class);
        try {
            return new DeliveryFacts(
                    text(answer, "id"),
                    Instant.parse(text(answer, "acceptedAt")),
                    text(answer, "state"),
                    count(answer, "recipients"),
                    count(answer, "delivered"),
                    count(answer, "read"),
                    Boolean.TRUE.equals(answer.get("escalated")),
                    count(answer, "pushed"),
                    count(answer, "pushFailed"));
        } catch (DateTimeParseException e) {
            throw unreadable(e);
        }
    }

    private static <T> T read(String body, Class<T> kind) {
        try {
            return kind.cast(JsonReader.read(body));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw unreadable(e);
        }
    }

    private static String text(Map<?, ?> answer, String name) {
        if (answer.get(name) instanceof String text) {
            return text;
        }
        throw unreadable(null);
    }

    private static long count(Map<?, ?> answer, String name) {
        return answer.get(name) instanceof Number count ? count.longValue() : 0;
    }

    static ConnectionException unreadable(Exception cause) {
        return new ConnectionException("The answer is not one of the service. Check the address.", cause);
    }
}
