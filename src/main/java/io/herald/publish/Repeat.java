package io.herald.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.log.Append.Once;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/**
 * By what a sending is known again, so that it is done once however often it is asked for.
 *
 * @param key what makes it the same: its caller's choice, and its caller
 * @param fingerprint of what is sent
 */
public record Repeat(String key, String fingerprint, Duration remembered) {

    /** The caller's own key may be anything, so it is digested. */
    public static Repeat of(String kind, String user, String key, String fingerprint, Duration remembered) {
        return new Repeat(kind + ":" + user + ":" + digest(key), fingerprint, remembered);
    }

    private static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Once once() {
        return new Once(key, fingerprint, remembered);
    }
}
