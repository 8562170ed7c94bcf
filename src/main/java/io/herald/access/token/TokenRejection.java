package io.herald.access.token;

import io.herald.problem.PrintableText;
import io.herald.problem.Problem;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Why a token was rejected. The response contains what RFC 6750 provides for, the log the details. No field contains
 * the token.
 *
 * @param found the value that was rejected; printable, because it may come from anybody
 * @param expected what would have been accepted
 */
public record TokenRejection(Reason reason, String found, String expected) implements TokenResult {

    /** The check that a token did not pass. */
    public enum Reason {
        MALFORMED(Problem::malformedToken),
        ALGORITHM,
        EXPIRED(Problem::expiredToken),
        NOT_YET_VALID,
        ISSUER,
        AUDIENCE,
        KEY,
        SIGNATURE,
        LIFETIME,
        SUBJECT,
        CLAIM,
        REVOKED(Problem::revokedToken);

        private final Supplier<Problem> problem;

        Reason() {
            this(Problem::invalidToken);
        }

        Reason(Supplier<Problem> problem) {
            this.problem = problem;
        }

        /** Returns whether tokens are rejected for this reason in normal operation, and not because a setting is wrong. */
        boolean isUsual() {
            return this == MALFORMED || this == EXPIRED || this == REVOKED;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TokenRejection {
        found = PrintableText.of(found);
    }

    static TokenRejection malformed() {
        return new TokenRejection(Reason.MALFORMED, "", "a signed JWT");
    }

    static TokenRejection revoked() {
        return new TokenRejection(Reason.REVOKED, "", "");
    }

    /** A claim is missing or has another type than the service requires. */
    static TokenRejection claim(String name, String expected) {
        return new TokenRejection(Reason.CLAIM, name, expected);
    }

    /** Returns the description in the response. */
    public Problem problem() {
        return reason.problem.get();
    }
}
