package io.herald.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

/** A signed JWT in compact form, claim by claim as given: a library would fill in what a test wants to be missing. */
public record TokenSigner(String algorithm, String signature, PrivateKey key) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static TokenSigner rs256(PrivateKey key) {
        return new TokenSigner("RS256", "SHA256withRSA", key);
    }

    /** P1363 is the form that RFC 7518 wants, two numbers and no DER around them. */
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
