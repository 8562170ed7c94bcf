package io.herald.publish.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.RawJson;
import io.herald.log.Append.Once;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency key of a command: a repeated command with the same key is executed once.
 *
 * @param key identifies the command; contains the caller and the id that the caller chose
 * @param fingerprint a hash of the content; the same key with another fingerprint is a conflict
 * @param remembered the lifetime of the record
 */
public record CommandIdempotencyKey(String key, String fingerprint, Duration remembered) {

    /**
     * Returns the key of a client's command. It does not depend on the transport: a client may repeat over REST a command that
     * was interrupted on a WebSocket. The client's id may be any text, so the key contains its digest.
     */
    public static CommandIdempotencyKey of(String user, String id, String fingerprint, Duration remembered) {
        return new CommandIdempotencyKey("command:" + user + ":" + digest(id), fingerprint, remembered);
    }

    /** Returns the fingerprint of a command: its name, and a hash of its data as a JSON value. */
    public static String fingerprint(@Nullable String command, RawJson data) {
        return command + ":" + base64(data.fingerprint());
    }

    private static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            return base64(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Once once() {
        return new Once(key, fingerprint, remembered);
    }
}
