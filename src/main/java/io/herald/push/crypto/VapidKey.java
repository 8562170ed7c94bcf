package io.herald.push.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.JsonWriter;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;

/** A key pair that identifies this service to push services (RFC 8292). Thread-safe. */
public final class VapidKey {

    static final String NO_KEY = "must be a private key of the curve P-256";

    /** Two concatenated numbers, as RFC 7518 requires for ES256, and not the DER encoding that is the JDK's default. */
    private static final String ES256 = "SHA256withECDSAinP1363Format";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(US_ASCII));

    private final ECPrivateKey privateKey;
    private final String publicKey;

    private VapidKey(ECPrivateKey privateKey, ECPublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = base64(P256.encode(publicKey));
    }

    /** @throws IllegalArgumentException if the key is on another curve */
    public static VapidKey of(ECPrivateKey key) {
        if (!P256.isOnCurve(key)) {
            throw new IllegalArgumentException(NO_KEY);
        }
        byte[] signature = sign(key, HEADER);
        for (ECPublicKey candidate : P256.candidates(key)) {
            if (verifies(candidate, HEADER, signature)) {
                return new VapidKey(key, candidate);
            }
        }
        throw new IllegalArgumentException(NO_KEY);
    }

    /** Returns the public key as an uncompressed point in base64url: the {@code applicationServerKey} of subscriptions. */
    public String publicKey() {
        return publicKey;
    }

    /**
     * Returns the value of the header {@code Authorization} for requests to a push service.
     *
     * @param audience the origin of the push service
     * @param subject how the operator of the push service reaches the operator of this service
     */
    public String authorization(String audience, Instant expiresAt, String subject) {
        String content = content(audience, expiresAt, subject);
        return "vapid t=" + content + "." + base64(sign(privateKey, content)) + ", k=" + publicKey;
    }

    static String content(String audience, Instant expiresAt, String subject) {
        byte[] claims = new JsonWriter()
                .object()
                .field("aud", audience)
                .field("exp", expiresAt.getEpochSecond())
                .field("sub", subject)
                .endObject()
                .toBytes();
        return HEADER + "." + base64(claims);
    }

    private static byte[] sign(ECPrivateKey key, String content) {
        try {
            Signature signature = Signature.getInstance(ES256);
            signature.initSign(key);
            signature.update(content.getBytes(UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean verifies(PublicKey key, String content, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ES256);
            signature.initVerify(key);
            signature.update(content.getBytes(UTF_8));
            return signature.verify(signed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    /** Omits the private key, which must not appear in a log. */
    @Override
    public String toString() {
        return "VapidKey " + publicKey;
    }
}
