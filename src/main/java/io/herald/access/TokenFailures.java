package io.herald.access;

import io.herald.problem.Problem;
import io.smallrye.jwt.auth.principal.ParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.logging.Logger;

/**
 * Tells bad tokens from tokens that could not be verified. Refusing a good token with 401, because the issuer is being
 * restarted or the service has a defect, would end every EventSource for good.
 */
final class TokenFailures {

    private static final Logger LOG = Logger.getLogger(TokenFailures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private TokenFailures() {}

    /**
     * Returns if the token is bad.
     *
     * @throws io.herald.problem.ProblemException 503 if the key cannot be read at the moment, or the verification has failed
     *     for a reason that is not in the token
     */
    static void throwUnlessBad(Exception failure) {
        if (isKeyAway(failure)) {
            throw Problem.unavailable("The keys that tokens are signed with cannot be read at the moment.", RETRY_AFTER)
                    .asException();
        }
        if (failure instanceof ParseException) {
            return;
        }
        if (failure instanceof ClassCastException || failure instanceof NumberFormatException) {
            // The parser expects another type of a claim. It has checked the signature: the issuer signs such tokens.
            LOG.warnf("token.claim.unreadable %s", describe(failure));
            return;
        }
        LOG.errorf("token.verification.failed %s", describe(failure));
        throw Problem.unavailable("The token cannot be verified at the moment.", RETRY_AFTER)
                .asException();
    }

    /** Without the message, which may contain a claim. */
    private static String describe(Exception failure) {
        Object origin = Arrays.stream(failure.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .findFirst()
                .orElse(null);
        return "reason=" + failure.getClass().getName() + " at=" + origin;
    }

    private static boolean isKeyAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
