package io.herald.publish.notification;

import io.herald.json.JsonFields;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.publish.IdempotencyKeyHeader;
import org.jspecify.annotations.Nullable;

/** A request to publish a notification. With a key, repeated requests publish it once. */
record PublishRequest(
        Notification notification, String sender, @Nullable IdempotencyKey key) {

    /** @throws io.herald.problem.ProblemException if the body is not a notification, or the key is invalid */
    static PublishRequest read(byte[] body, @Nullable String key, String sender, NotificationReader reader) {
        RawJson json = StrictJson.read(body);
        JsonFields jsonFields = JsonFields.of(json);
        Notification notification = reader.read(jsonFields);
        if (key != null && !IdempotencyKeyHeader.isKey(key)) {
            jsonFields.addViolation(IdempotencyKeyHeader.NAME, IdempotencyKeyHeader.EXPECTED);
        }
        jsonFields.throwIfInvalid();
        return new PublishRequest(notification, sender, IdempotencyKey.of(sender, key, json));
    }

    /**
     * Reads an item of a batch, which contains its key.
     *
     * @throws io.herald.problem.ProblemException if the item is not a notification, or its key is invalid
     */
    static PublishRequest readItem(RawJson item, String sender, NotificationReader reader) {
        JsonFields jsonFields = JsonFields.of(item, "a notification");
        String key = jsonFields.parsed(IdempotencyKey.FIELD, IdempotencyKeyHeader::check);
        Notification notification = reader.read(jsonFields);
        jsonFields.throwIfInvalid();
        RawJson content = key == null ? item : IdempotencyKey.without(item);
        return new PublishRequest(notification, sender, IdempotencyKey.of(sender, key, content));
    }
}
