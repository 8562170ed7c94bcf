package io.herald.publish.notification;

import io.herald.json.JsonFields;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.publish.IdempotencyKeyHeader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads a CloudEvent 1.0 in structured mode. Source and id are its idempotency key; its data is the notification. */
final class CloudEvent {

    static final String MEDIA_TYPE = "application/cloudevents+json";

    private static final int LONGEST = 2_048;

    private CloudEvent() {}

    /**
     * Reads a publish request from a CloudEvent.
     *
     * @param key the header {@code Idempotency-Key}; must be null, since the event has its own key
     * @throws io.herald.problem.ProblemException if the body is not a CloudEvent, its data is not a notification, or there is
     *     a key
     */
    static PublishRequest read(byte[] body, @Nullable String key, String sender, NotificationReader reader) {
        RawJson json = StrictJson.read(body);
        JsonFields event = JsonFields.of(json, "a CloudEvent");
        if (key != null) {
            event.addViolation(
                    IdempotencyKeyHeader.NAME, "must not be sent with a CloudEvent, whose source and id are the key");
        }
        String version = event.requiredText("specversion", LONGEST);
        if (version != null && !version.equals("1.0")) {
            event.addViolation("specversion", "must be 1.0");
        }
        String id = event.requiredText("id", LONGEST);
        String source = event.requiredText("source", LONGEST);
        event.requiredText("type", LONGEST);
        event.instant("time");
        String type = event.text("datacontenttype", LONGEST);
        if (type != null && !type.startsWith("application/json")) {
            event.addViolation("datacontenttype", "must be application/json");
        }
        if (!event.has("data")) {
            event.addViolation("data", "is required");
        }
        JsonFields data = event.object("data");
        Notification notification = data == null ? null : reader.read(data);
        dropExtensions(event);
        event.throwIfInvalid();
        return new PublishRequest(notification, sender, IdempotencyKey.of(sender, source, id, dataOf(json)));
    }

    /**
     * Ignores extension attributes, which any intermediary may add. CloudEvents 1.0 limits their names to lower-case letters
     * and digits.
     */
    private static void dropExtensions(JsonFields event) {
        for (String name : event.names()) {
            if (name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
                event.raw(name);
            }
        }
    }

    private static RawJson dataOf(RawJson event) {
        AtomicReference<RawJson> data = new AtomicReference<>(event);
        event.members((name, value) -> {
            if (name.equals("data")) {
                data.set(value);
            }
        });
        return data.get();
    }
}
