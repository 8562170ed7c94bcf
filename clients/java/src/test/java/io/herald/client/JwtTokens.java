package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

/** Tokens without a valid signature, which only the service checks. */
final class JwtTokens {

    private JwtTokens() {}

    static String expiringAt(Instant time, String id) {
        String claims = "{\"sub\":\"shop\",\"exp\":" + time.getEpochSecond() + ",\"jti\":\"" + id + "\"}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + ".c2ln";
    }
}
