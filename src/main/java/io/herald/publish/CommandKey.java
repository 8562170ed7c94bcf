package io.herald.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.RawJson;
import io.herald.log.Append.Once;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * By what a sending is known again, so that it is done once however often it is asked for.
 *
 * @param key what makes it the same: its caller's choice, and its caller
 * @param fingerprint of what is sent
 */
public record CommandKey(String key, String fingerprint, Duration remembered) {

    /**
     * Of a client's command, whichever transport brings it: one that was cut off on a socket may be repeated over REST. The
     * client's id may be anything, so it is digested.
     */
    public static CommandKey of(String user, String id, String fingerprint, Duration remembered) {
        return new CommandKey("command:" + user + ":" + digest(id), fingerprint, remembered);
    }

    /** Of a command: what it is, and what it says as a JSON value. */
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
