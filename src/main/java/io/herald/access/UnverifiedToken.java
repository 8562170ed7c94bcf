package io.herald.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.problem.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token as it can be read without a key. Reading it costs microseconds, a signature up to a thousand times that: what can be refused
 * from here never reaches the key. Nothing in it is to be believed before the signature is.
 */
record UnverifiedToken(Map<String, RawJson> header, Map<String, RawJson> claims) {
    private static final int MAX_LENGTH = 16_384;

    /** Null if it is no signed token of ours: structure, encoding, JSON with duplicate names, too long. */
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

    /** What would be refused behind the signature too. */
    boolean isWorthVerifying(Set<String> algorithms, Instant now, long skewSeconds) {
        String algorithm = text(header, "alg");
        Instant expires = instant("exp");
        Instant notBefore = instant("nbf");
        return areTyped()
                && algorithm != null
                && algorithms.contains(algorithm)
                && expires != null
                && expires.plusSeconds(skewSeconds).isAfter(now)
                && (notBefore == null
                        ? !claims.containsKey("nbf")
                        : !notBefore.minusSeconds(skewSeconds).isAfter(now));
    }

    /** RFC 7519, 4.1. A claim that cannot be read must not count as absent: a revocation by it would not apply. */
    private boolean areTyped() {
        return isText("jti") && (isAbsent("iat") || instant("iat") != null);
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

    /** Seconds since the epoch, fractions cut off (RFC 7519, 2). */
    @Nullable
    Instant instant(String claim) {
        RawJson value = claims.get(claim);
        if (value == null || value.kind() != JsonKind.NUMBER || value.length() > 20) {
            return null;
        }
        try {
            var number = new BigDecimal(value.spelling());
            boolean plausible = number.signum() >= 0 && number.precision() - number.scale() <= 11;
            return plausible ? Instant.ofEpochSecond(number.longValue()) : null;
        } catch (NumberFormatException exponentTooLarge) {
            return null;
        }
    }

    /** The rooms under {@code herald.<right>}; null if the claim is there but not an array of strings. */
    @Nullable
    RoomPatterns rooms(String right) {
        RawJson herald = claims.get("herald");
        if (herald == null || herald.isNull()) {
            return RoomPatterns.NONE;
        }
        if (herald.kind() != JsonKind.OBJECT) {
            return null;
        }
        List<String> patterns = new ArrayList<>();
        boolean[] fine = {true};
        herald.members((name, value) -> fine[0] &= !name.equals(right) || collect(value, patterns));
        return fine[0] ? RoomPatterns.of(patterns) : null;
    }

    private static boolean collect(RawJson value, List<String> to) {
        if (value.kind() != JsonKind.ARRAY) {
            return value.isNull();
        }
        value.items().forEach(item -> to.add(item.text()));
        return value.items().stream().allMatch(item -> item.kind() == JsonKind.STRING);
    }

    private static @Nullable String text(Map<String, RawJson> in, String name) {
        RawJson value = in.get(name);
        return value == null || value.kind() != JsonKind.STRING ? null : value.text();
    }
}
