package io.herald.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs calls of a webhook according to Standard Webhooks. The signature covers the id, the time and the body, so that
 * a receiver detects forged and replayed calls. Immutable.
 */
final class WebhookSecret {

    private static final String BASE64_SECRET = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Parses a secret: {@code whsec_} and base64, or any other text, whose bytes are the key.
     *
     * @throws IllegalArgumentException if it is neither; the message does not contain it
     */
    static WebhookSecret parse(String secret) {
        byte[] key = secret.startsWith(BASE64_SECRET)
                ? Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()))
                : secret.getBytes(UTF_8);
        if (key.length == 0) {
            throw new IllegalArgumentException("empty");
        }
        return new WebhookSecret(key);
    }

    /** Returns a signature with its version: {@code v1,} and base64. */
    String sign(String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
