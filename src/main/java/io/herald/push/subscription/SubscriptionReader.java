package io.herald.push.subscription;

import io.herald.json.JsonFields;
import io.herald.json.StrictJson;
import io.herald.push.crypto.MessageEncryption;
import io.herald.push.crypto.P256;
import io.herald.push.settings.PushSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and validates subscriptions: {@code PushSubscription.toJSON()} of browsers, with {@code device} and {@code key}. */
@ApplicationScoped
class SubscriptionReader {

    private static final int MAX_ENDPOINT = 2_048;
    private static final int MAX_DEVICE = 100;
    private static final long LAST_MILLISECOND =
            Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private final PushSettings settings;

    SubscriptionReader(PushSettings settings) {
        this.settings = settings;
    }

    /** @throws io.herald.problem.ProblemException 400 with all violations, or 404 if Web Push is disabled */
    SubscriptionRequest read(byte[] body) {
        String current = settings.keys().current().publicKey();
        JsonFields fields = JsonFields.of(StrictJson.read(body));
        if (!fields.has("endpoint")) {
            fields.addViolation("endpoint", "is required");
        }
        URI endpoint = fields.parsed("endpoint", this::endpoint);
        long expiry = fields.number("expirationTime", LAST_MILLISECOND, 0, LAST_MILLISECOND);
        if (!fields.has("keys")) {
            fields.addViolation("keys", "is required");
        }
        JsonFields keys = fields.object("keys");
        byte[] p256dh = keys == null ? null : required(keys, "p256dh", SubscriptionReader::publicKey);
        byte[] auth = keys == null ? null : required(keys, "auth", SubscriptionReader::secret);
        String device = fields.text("device", MAX_DEVICE);
        String key = fields.parsed("key", this::vapidKey);
        fields.throwIfInvalid();
        return new SubscriptionRequest(
                endpoint,
                p256dh,
                auth,
                key == null ? current : key,
                device,
                expiry == LAST_MILLISECOND ? null : Instant.ofEpochMilli(expiry));
    }

    private URI endpoint(String text) {
        if (text.length() > MAX_ENDPOINT) {
            throw new IllegalArgumentException("must have at most " + MAX_ENDPOINT + " characters");
        }
        URI endpoint = uri(text);
        String violation = settings.hosts().violation(endpoint);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        return endpoint;
    }

    /** The message of the exception would repeat the endpoint. */
    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException noAddress) {
            throw new IllegalArgumentException("must be an https address");
        }
    }

    private static byte @Nullable [] required(JsonFields keys, String name, Function<String, byte[]> parser) {
        if (!keys.has(name)) {
            keys.addViolation(name, "is required");
        }
        return keys.parsed(name, parser);
    }

    private static byte[] publicKey(String text) {
        try {
            byte[] point = Base64.getUrlDecoder().decode(text);
            P256.decode(point);
            return point;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("must be an uncompressed point of the curve P-256 in base64url");
        }
    }

    private static byte[] secret(String text) {
        try {
            byte[] secret = Base64.getUrlDecoder().decode(text);
            if (secret.length == MessageEncryption.SECRET_LENGTH) {
                return secret;
            }
        } catch (IllegalArgumentException wrong) {
            // reported below
        }
        throw new IllegalArgumentException("must be 16 bytes in base64url");
    }

    private String vapidKey(String text) {
        if (settings.keys().find(text) == null) {
            throw new IllegalArgumentException("must be a VAPID key of this service");
        }
        return text;
    }
}
