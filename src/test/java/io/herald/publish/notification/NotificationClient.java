package io.herald.publish.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;

/** Publishes notifications to one user, and reads what the user has received. */
final class NotificationClient {

    static final String NOTIFICATIONS = "/api/v1/notifications";
    private static final ObjectMapper JSON = new ObjectMapper();

    final String user = "once-" + UUID.randomUUID();
    final Api billing;
    private final URI base;

    NotificationClient(URI base) {
        this.base = base;
        this.billing = new Api(base, Tokens.publisher("billing"));
    }

    String scheduledFor(Instant at) {
        return toUser("later").replaceAll("}$", ",\"deliverAt\":\"" + at + "\"}");
    }

    HttpResponse<String> cloudEvent(String event) {
        return billing.post(NOTIFICATIONS, event, "Content-Type", "application/cloudevents+json");
    }

    HttpResponse<String> binaryCloudEvent(String notification, String id, String source) {
        return billing.post(
                NOTIFICATIONS, notification, "ce-specversion", "1.0", "ce-type", "t", "ce-id", id, "ce-source", source);
    }

    String toUser(String title) {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"}";
    }

    HttpResponse<String> publish(String body, String key) {
        return publish(billing, body, key);
    }

    static HttpResponse<String> publish(Api sender, String body, String key) {
        return sender.post(NOTIFICATIONS, body, "Idempotency-Key", key);
    }

    JsonNode events(String recipient) throws IOException {
        Api reader = new Api(base, Tokens.of(recipient).sign());
        return JSON.readTree(reader.get("/api/v1/channels/user:" + recipient + "/events")
                        .body())
                .get("events");
    }

    static String id(HttpResponse<String> answer) {
        return read(answer).get("id").asText();
    }

    static boolean isDuplicate(HttpResponse<String> answer) {
        return read(answer).get("duplicate").asBoolean();
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
