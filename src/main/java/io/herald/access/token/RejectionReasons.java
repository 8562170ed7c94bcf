package io.herald.access.token;

import io.herald.access.token.TokenRejection.Reason;
import io.herald.json.RawJson;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Determines which check of SmallRye JWT and jose4j a token did not pass, from the exception. */
final class RejectionReasons {

    private static final Map<Integer, Reason> BY_CODE = Map.of(
            ErrorCodes.SIGNATURE_INVALID, Reason.SIGNATURE,
            ErrorCodes.SIGNATURE_MISSING, Reason.SIGNATURE,
            ErrorCodes.ISSUER_INVALID, Reason.ISSUER,
            ErrorCodes.ISSUER_MISSING, Reason.ISSUER,
            ErrorCodes.AUDIENCE_INVALID, Reason.AUDIENCE,
            ErrorCodes.AUDIENCE_MISSING, Reason.AUDIENCE,
            ErrorCodes.EXPIRED, Reason.EXPIRED,
            ErrorCodes.NOT_YET_VALID, Reason.NOT_YET_VALID,
            ErrorCodes.ISSUED_AT_MISSING, Reason.LIFETIME);

    private RejectionReasons() {}

    static TokenRejection of(Throwable failure, UnverifiedToken token, JWTAuthContextInfo info) {
        Reason reason = reason(failure);
        boolean isUnknownSigner = reason == Reason.KEY || reason == Reason.SIGNATURE;
        // A token of another issuer has another key, too. The issuer is what an operator has to compare.
        return describe(isUnknownSigner && isOfAnotherIssuer(token, info) ? Reason.ISSUER : reason, token, info);
    }

    private static Reason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvableKeyException) {
                return Reason.KEY;
            }
            if (cause instanceof InvalidJwtException invalid) {
                return BY_CODE.entrySet().stream()
                        .filter(code -> invalid.hasErrorCode(code.getKey()))
                        .map(Map.Entry::getValue)
                        .min(Reason::compareTo)
                        .orElse(invalid.getCause() == null ? Reason.CLAIM : reason(invalid.getCause()));
            }
        }
        // SmallRye JWT checks the lifetime itself, and reports nothing else without a cause.
        return failure.getCause() == null ? Reason.LIFETIME : Reason.SIGNATURE;
    }

    private static boolean isOfAnotherIssuer(UnverifiedToken token, JWTAuthContextInfo info) {
        return info.getIssuedBy() != null && !info.getIssuedBy().equals(token.text("iss"));
    }

    private static TokenRejection describe(Reason reason, UnverifiedToken token, JWTAuthContextInfo info) {
        return switch (reason) {
            case ISSUER -> new TokenRejection(reason, claim(token, "iss"), orEmpty(info.getIssuedBy()));
            case AUDIENCE -> new TokenRejection(reason, claim(token, "aud"), join(info.getExpectedAudience()));
            case KEY -> new TokenRejection(reason, keyId(token), "a key of the key set");
            case SIGNATURE ->
                new TokenRejection(reason, keyId(token), "a signature that a key of the service verifies");
            case EXPIRED -> new TokenRejection(reason, "exp=" + token.instant("exp"), "");
            case NOT_YET_VALID -> new TokenRejection(reason, "nbf=" + token.instant("nbf"), "");
            case LIFETIME ->
                new TokenRejection(
                        reason,
                        "iat=%s,exp=%s".formatted(token.instant("iat"), token.instant("exp")),
                        "iat, and at most smallrye.jwt.time-to-live or mp.jwt.verify.token.age");
            default -> new TokenRejection(reason, "", "");
        };
    }

    private static String keyId(UnverifiedToken token) {
        return token.keyId() == null ? "no kid" : "kid=" + token.keyId();
    }

    private static String claim(UnverifiedToken token, String name) {
        RawJson value = token.claims().get(name);
        return value == null ? "" : value.text();
    }

    private static String join(@Nullable Set<String> names) {
        return names == null ? "" : String.join(", ", new TreeSet<>(names));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
