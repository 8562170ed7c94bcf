package io.herald.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

/**
 * Signs JWTs in compact form with exactly the given claims. A library would add the claims that a test wants to be missing.
 */
public record TokenSigner(String algorithm, String signature, PrivateKey key) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static TokenSigner rs256(PrivateKey key) {
        return new TokenSigner("RS256", "SHA256withRSA", key);
    }

    /** Uses the P1363 format that RFC 7518 requires: two concatenated numbers without a DER encoding. */
    public static TokenSigner es256(PrivateKey key) {
        return new TokenSigner("ES256", "SHA256withECDSAinP1363Format", key);
    }

    public String sign(Map<String, ?> claims) {
        String content = part(Map.of("alg", algorithm, "typ", "JWT")) + "." + part(claims);
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(key);
            signer.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, ?> content) {
        try {
            return base64(JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
