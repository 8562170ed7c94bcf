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
     * Reads the notification of a CloudEvent.
     *
     * @param key the header {@code Idempotency-Key}; must be null, since the event has its own key
     * @throws io.herald.problem.ProblemException if the body is not a CloudEvent, its data is not a notification, or there is
     *     a key
     */
    static Notification read(byte[] body, @Nullable String key, String sender, NotificationReader reader) {
        RawJson json = StrictJson.read(body);
        JsonFields event = JsonFields.of(json, "a CloudEvent");
        Identity identity = identity(event, "", key);
        String type = event.text("datacontenttype", LONGEST);
        if (type != null && !type.startsWith("application/json")) {
            event.addViolation("datacontenttype", "must be application/json");
        }
        if (!event.has("data")) {
            event.addViolation("data", "is required");
        }
        JsonFields data = event.object("data");
        IdempotencyKey identityKey = IdempotencyKey.of(sender, identity.source(), identity.id(), dataOf(json));
        Notification notification = data == null ? null : reader.read(data, sender, identityKey);
        dropExtensions(event);
        event.throwIfInvalid();
        return notification;
    }

    /**
     * Reads the attributes that both modes have. Records violations in the fields.
     *
     * @param prefix of the names of the attributes
     * @param key the header {@code Idempotency-Key}, which an event must not have
     */
    static Identity identity(JsonFields event, String prefix, @Nullable String key) {
        if (key != null) {
            event.addViolation(
                    IdempotencyKeyHeader.NAME, "must not be sent with a CloudEvent, whose source and id are the key");
        }
        String version = event.requiredText(prefix + "specversion", LONGEST);
        if (version != null && !version.equals("1.0")) {
            event.addViolation(prefix + "specversion", "must be 1.0");
        }
        String id = event.requiredText(prefix + "id", LONGEST);
        String source = event.requiredText(prefix + "source", LONGEST);
        event.requiredText(prefix + "type", LONGEST);
        event.instant(prefix + "time");
        return new Identity(source, id);
    }

    /** What identifies an event. A field is null if it is invalid. */
    record Identity(String source, String id) {}

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
