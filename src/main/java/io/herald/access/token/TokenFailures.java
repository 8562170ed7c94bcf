package io.herald.access.token;

import io.herald.problem.Problem;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes invalid tokens from tokens that could not be verified. If a restart of the issuer or a defect of the
 * service led to 401 for a valid token, every EventSource would give up permanently.
 */
final class TokenFailures {

    private static final Logger LOG = Logger.getLogger(TokenFailures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private TokenFailures() {}

    /**
     * Returns why a token is invalid.
     *
     * @throws io.herald.problem.ProblemException 503 if the key cannot be read at the moment, or if the verification
     *     failed for a reason other than the token
     */
    static TokenRejection rejection(Exception failure, UnverifiedToken token, JWTAuthContextInfo info) {
        if (isKeyUnavailable(failure)) {
            throw Problem.unavailable("The keys that verify tokens are unavailable. Retry later.", RETRY_AFTER)
                    .asException();
        }
        if (failure instanceof ParseException) {
            return RejectionReasons.of(failure, token, info);
        }
        if (failure instanceof ClassCastException || failure instanceof NumberFormatException) {
            // A claim has an unexpected type. The signature is valid, so the issuer signs such tokens.
            LOG.warnf("token.claim.rejected reason=%s at=%s", failure.getClass().getName(), origin(failure));
            return TokenRejection.claim("", "the types of RFC 7519");
        }
        LOG.errorf(
                "token.verification.failed reason=%s at=%s", failure.getClass().getName(), origin(failure));
        throw Problem.unavailable("Tokens cannot be verified now. Retry later.", RETRY_AFTER)
                .asException();
    }

    /** Returns where the failure was thrown. It is logged instead of the message, which may contain a claim. */
    private static @Nullable StackTraceElement origin(Exception failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .findFirst()
                .orElse(null);
    }

    private static boolean isKeyUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
