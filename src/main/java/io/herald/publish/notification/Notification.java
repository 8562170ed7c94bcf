package io.herald.publish.notification;

import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification as a publisher sends it: its recipients, content and delivery options.
 *
 * @param sender the id of the publisher
 * @param key repeated calls with the same key publish the notification once; null for none
 */
record Notification(
        String sender,
        @Nullable IdempotencyKey key,
        NotificationTarget to,
        String type,
        String title,
        @Nullable String body,
        @Nullable String category,
        boolean critical,
        @Nullable String link,
        @Nullable RawJson data,
        @Nullable Duration ttl,
        @Nullable Instant deliverAt,
        @Nullable String collapseKey,
        @Nullable Escalation escalate) {

    /** Returns the {@code data} of the event. */
    byte[] encode(String id, Instant at) {
        JsonWriter json = new JsonWriter(256)
                .object()
                .field("id", id)
                .field("type", type)
                .field("title", title)
                .field("body", body)
                .field("category", category);
        if (critical) {
            json.field("critical", true);
        }
        json.field("link", link).field("data", data);
        if (ttl != null) {
            json.field("expiresAt", Envelope.time(at.plus(ttl)));
        }
        return json.endObject().toBytes();
    }

    /**
     * Returns the attributes of the event. Its conflation key consists of the sender and the collapse key: a subscriber that is
     * behind receives only the newest event with the same key.
     */
    EventAttributes attributes(String id, Instant at) {
        long expiresAt = ttl == null ? EventAttributes.NEVER : at.plus(ttl).toEpochMilli();
        return new EventAttributes(false, collapseKey == null ? null : sender + " " + collapseKey, expiresAt, id);
    }
}
