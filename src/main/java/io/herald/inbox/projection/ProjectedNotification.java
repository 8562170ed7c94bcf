package io.herald.inbox.projection;

import io.herald.database.Timestamps;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.inbox.storage.InboxPosition;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification, read from one of its events.
 *
 * @param at when it was sent
 * @param position of the items that this event creates
 */
record ProjectedNotification(
        UUID id,
        InboxPosition position,
        OffsetDateTime at,
        String sender,
        String category,
        boolean critical,
        @Nullable OffsetDateTime expiresAt,
        @Nullable String collapse,
        String content) {

    static final String EVENT = "notification";

    static ProjectedNotification of(Event event) {
        Map<String, RawJson> envelope = members(envelope(event));
        RawJson data = envelope.get("data");
        Map<String, RawJson> notification = members(data);
        EventAttributes eventAttributes = event.eventAttributes();
        UUID id = UUID.fromString(notification.get("id").text());
        OffsetDateTime at = OffsetDateTime.parse(envelope.get("time").text());
        return new ProjectedNotification(
                id,
                InboxPosition.of(event.id(), at, id),
                at,
                envelope.get("from").text(),
                notification.containsKey("category")
                        ? notification.get("category").text()
                        : "",
                notification.containsKey("critical"),
                eventAttributes.expiresAt() == EventAttributes.NEVER
                        ? null
                        : Timestamps.ofMillis(eventAttributes.expiresAt()),
                eventAttributes.conflate(),
                data.toJson());
    }

    /** A body continues the head of an envelope and starts with a comma. With a brace instead it is a JSON object. */
    private static RawJson envelope(Event event) {
        byte[] json = event.body().clone();
        json[0] = '{';
        return StrictJson.read(json);
    }

    private static Map<String, RawJson> members(RawJson object) {
        Map<String, RawJson> members = new HashMap<>();
        object.members(members::put);
        return members;
    }
}
