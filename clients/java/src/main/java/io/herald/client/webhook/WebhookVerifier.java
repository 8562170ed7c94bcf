package io.herald.client.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies calls that are signed as Standard Webhooks describes. Thread-safe.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.of("whsec_…");
 * WebhookEvent event = verifier.verify(request::getHeader, body);
 * }</pre>
 */
public final class WebhookVerifier {

    private static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);
    private static final String BASE64_SECRET = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_SIGNATURES = 20;

    private final List<SecretKeySpec> keys;
    private final Duration tolerance;
    private final Clock clock;

    private WebhookVerifier(List<SecretKeySpec> keys, Duration tolerance, Clock clock) {
        this.keys = keys;
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /**
     * Returns a verifier that accepts the signature of any of the secrets, so that they can be replaced one after the other.
     *
     * @param secrets as in the configuration of the service: {@code whsec_} and base64, or any text
     * @return the verifier, with a tolerance of five minutes
     */
    public static WebhookVerifier of(String... secrets) {
        if (secrets.length == 0) {
            throw new IllegalArgumentException("at least one secret is required");
        }
        return new WebhookVerifier(
                Stream.of(secrets).map(WebhookVerifier::key).toList(), DEFAULT_TOLERANCE, Clock.systemUTC());
    }

    /**
     * Returns a verifier with another tolerance.
     *
     * @param limit by how much the time of a call may differ from that of this machine, in both directions
     * @return the verifier
     */
    public WebhookVerifier tolerance(Duration limit) {
        return new WebhookVerifier(keys, limit, clock);
    }

    WebhookVerifier clock(Clock source) {
        return new WebhookVerifier(keys, tolerance, source);
    }

    /**
     * Verifies a call.
     *
     * @param headers returns the value of a header, or null
     * @param body the bytes as received: another serialization of the same JSON has another signature
     * @return the verified call
     * @throws InvalidWebhookException if the signature is missing or wrong, or the call is too old
     */
    public WebhookEvent verify(Function<String, String> headers, byte[] body) throws InvalidWebhookException {
        String id = require(headers, "webhook-id");
        String timestamp = require(headers, "webhook-timestamp");
        String signatures = require(headers, "webhook-signature");
        Instant sentAt = time(timestamp);
        if (!isSigned(signatures, id + "." + timestamp + ".", body)) {
            throw new InvalidWebhookException("No signature is valid.");
        }
        if (Duration.between(sentAt, clock.instant()).abs().compareTo(tolerance) > 0) {
            throw new InvalidWebhookException("The call is older than " + tolerance + ", or the clocks differ.");
        }
        return new WebhookEvent(id, sentAt, new String(body, UTF_8));
    }

    private static String require(Function<String, String> headers, String name) throws InvalidWebhookException {
        String value = headers.apply(name);
        if (value == null || value.isEmpty()) {
            throw new InvalidWebhookException("The header " + name + " is missing.");
        }
        return value;
    }

    private static Instant time(String timestamp) throws InvalidWebhookException {
        if (!timestamp.matches("[0-9]{1,12}")) {
            throw new InvalidWebhookException("The header webhook-timestamp is not a number of seconds.");
        }
        return Instant.ofEpochSecond(Long.parseLong(timestamp));
    }

    /** The sender signs with each of its secrets, so there may be several signatures, separated by spaces. */
    private boolean isSigned(String signatures, String head, byte[] body) {
        List<byte[]> given = Stream.of(signatures.split(" ", MAX_SIGNATURES + 1))
                .limit(MAX_SIGNATURES)
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> decode(signature.substring(VERSION.length())))
                .filter(Objects::nonNull)
                .toList();
        return keys.stream()
                .map(key -> sign(key, head, body))
                .anyMatch(expected -> given.stream().anyMatch(signature -> MessageDigest.isEqual(expected, signature)));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static byte[] sign(SecretKeySpec key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head.getBytes(UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SecretKeySpec key(String secret) {
        byte[] bytes = secret.startsWith(BASE64_SECRET)
                ? Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()))
                : secret.getBytes(UTF_8);
        return new SecretKeySpec(bytes, ALGORITHM);
    }
}
