package io.herald.access.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.temporal.ChronoUnit.SECONDS;

import io.herald.access.token.TokenRejection.Reason;
import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.problem.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A token, parsed without a key. Parsing costs microseconds, a signature check up to a thousand times as much, so
 * tokens that can be rejected without a key never reach the signature check. Nothing in this record is trustworthy
 * before the signature is verified.
 */
record UnverifiedToken(Map<String, RawJson> header, Map<String, RawJson> claims) {
    private static final int MAX_LENGTH = 16_384;

    /**
     * Parses a token. Returns null if it cannot be a signed token: it is too long, has another structure or encoding,
     * or contains JSON that is malformed or has duplicate names.
     */
    static @Nullable UnverifiedToken read(String jwt) {
        int first = jwt.indexOf('.');
        int second = jwt.indexOf('.', first + 1);
        if (jwt.length() > MAX_LENGTH
                || first < 0
                || second < 0
                || jwt.indexOf('.', second + 1) >= 0
                || second == jwt.length() - 1) {
            return null;
        }
        try {
            return new UnverifiedToken(object(jwt.substring(0, first)), object(jwt.substring(first + 1, second)));
        } catch (IllegalArgumentException | ProblemException unreadable) {
            return null;
        }
    }

    private static Map<String, RawJson> object(String segment) {
        RawJson json = StrictJson.read(Base64.getUrlDecoder().decode(segment.getBytes(ISO_8859_1)));
        if (json.kind() != JsonKind.OBJECT) {
            throw new IllegalArgumentException("no object");
        }
        var members = new HashMap<String, RawJson>();
        json.members(members::put);
        return members;
    }

    /**
     * Runs the cheap checks, and returns the first that the token does not pass, or null. What they reject, the verification
     * would reject as well, except that it allows a clock skew after {@code exp}: here a token expires at the same moment for
     * calls as for open connections.
     *
     * @param skewSeconds how much later the clock of the issuer may be
     */
    @Nullable
    TokenRejection precheck(Set<String> algorithms, Instant now, long skewSeconds) {
        String algorithm = text(header, "alg");
        if (algorithm == null || !algorithms.contains(algorithm)) {
            String known = String.join(", ", new TreeSet<>(algorithms));
            return new TokenRejection(Reason.ALGORITHM, algorithm == null ? "" : algorithm, known);
        }
        Instant expires = instant("exp");
        if (expires == null) {
            return TokenRejection.claim("exp", "seconds since 1970");
        }
        if (!expires.isAfter(now)) {
            return new TokenRejection(Reason.EXPIRED, "exp=" + expires, "after " + now.truncatedTo(SECONDS));
        }
        Instant notBefore = instant("nbf");
        if (notBefore == null && claims.containsKey("nbf")) {
            return TokenRejection.claim("nbf", "seconds since 1970");
        }
        if (notBefore != null && notBefore.minusSeconds(skewSeconds).isAfter(now)) {
            return new TokenRejection(Reason.NOT_YET_VALID, "nbf=" + notBefore, "until " + now.truncatedTo(SECONDS));
        }
        return precheckTypes();
    }

    /**
     * Checks that {@code jti} and {@code iat} have the types of RFC 7519, 4.1, or are absent. A claim of another type must not
     * count as absent: revocations that depend on it would not apply.
     */
    private @Nullable TokenRejection precheckTypes() {
        if (!isText("jti")) {
            return TokenRejection.claim("jti", "a string");
        }
        return isAbsent("iat") || instant("iat") != null ? null : TokenRejection.claim("iat", "seconds since 1970");
    }

    private boolean isText(String claim) {
        return isAbsent(claim) || text(claim) != null;
    }

    private boolean isAbsent(String claim) {
        RawJson value = claims.get(claim);
        return value == null || value.isNull();
    }

    @Nullable
    String keyId() {
        return text(header, "kid");
    }

    @Nullable
    String text(String claim) {
        return text(claims, claim);
    }

    /**
     * Returns a claim that contains seconds since the epoch (RFC 7519, 2), without fractions. Returns null if it is
     * absent or not a plausible time.
     */
    @Nullable
    Instant instant(String claim) {
        RawJson value = claims.get(claim);
        if (value == null || value.kind() != JsonKind.NUMBER || value.length() > 20) {
            return null;
        }
        try {
            var number = new BigDecimal(value.toJson());
            boolean plausible = number.signum() >= 0 && number.precision() - number.scale() <= 11;
            return plausible ? Instant.ofEpochSecond(number.longValue()) : null;
        } catch (NumberFormatException exponentTooLarge) {
            return null;
        }
    }

    private static @Nullable String text(Map<String, RawJson> in, String name) {
        RawJson value = in.get(name);
        return value == null || value.kind() != JsonKind.STRING ? null : value.text();
    }
}
