package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.IdempotencyKeyHeader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency key of a notification: calls of one sender with the same key are one call.
 *
 * @param hash a hash of sender and key; keys of different senders cannot collide, and no text of a sender becomes part of a
 *     Redis key
 * @param fingerprint a hash of the notification as a JSON value
 * @param remembered the lifetime of the record
 */
record IdempotencyKey(String hash, String fingerprint, Duration remembered) {

    static final String FIELD = "idempotencyKey";

    static @Nullable IdempotencyKey of(String sender, @Nullable String key, RawJson notification) {
        return key == null ? null : of(hash("key", sender, key), notification);
    }

    /** Returns the key of a CloudEvent, which its source and id identify together. */
    static IdempotencyKey of(String sender, String source, String id, RawJson notification) {
        return of(hash("event", sender, source, id), notification);
    }

    private static IdempotencyKey of(String hash, RawJson notification) {
        return new IdempotencyKey(hash, fingerprint(notification), IdempotencyKeyHeader.LIFETIME);
    }

    /** Returns the key of a notification that the service reads from a store, with the lifetime that the store needs. */
    static IdempotencyKey stored(String sender, String key, RawJson notification, Duration remembered) {
        return new IdempotencyKey(storedHash(sender, key), fingerprint(notification), remembered);
    }

    static String storedHash(String sender, String key) {
        return hash("stored", sender, key);
    }

    /** Returns a batch item without its key, which is not part of the notification's fingerprint. */
    static RawJson without(RawJson item) {
        JsonWriter rest = new JsonWriter(item.length()).object();
        item.members((name, value) -> {
            if (!name.equals(FIELD)) {
                rest.field(name, value);
            }
        });
        return rest.endObject().raw();
    }

    private static String fingerprint(RawJson notification) {
        return base64(notification.fingerprint());
    }

    /** Hashes the parts. A NUL separates them unambiguously, since none of them can contain one. */
    private static String hash(String... parts) {
        try {
            byte[] joined = String.join("\0", parts).getBytes(UTF_8);
            return base64(MessageDigest.getInstance("SHA-256").digest(joined));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
