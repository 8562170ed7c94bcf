package io.herald.problem;

/**
 * The problems of status 401, and their challenges (RFC 6750, 3). A caller can tell a missing, a malformed, an expired and a
 * revoked token apart; every other token is just invalid, and the log says why.
 */
enum Unauthorized {
    MISSING("An access token is required. Send it in the header Authorization, after Bearer."),
    MALFORMED("The access token is malformed. Send a signed JWT in the header Authorization, after Bearer."),
    EXPIRED("The access token has expired."),
    REVOKED("The access token has been revoked."),
    INVALID("The access token is invalid. The log of the service says why."),
    TICKET("The ticket is invalid, or was used, or this call does not accept tickets. Request a new one.");

    private final String detail;

    Unauthorized(String detail) {
        this.detail = detail;
    }

    Problem problem() {
        return Problem.of(401, detail);
    }

    /** Returns the challenge of a problem. Without a credential it has no error code (RFC 6750, 3.1). */
    static String challenge(Problem problem) {
        return MISSING.detail.equals(problem.detail())
                ? "Bearer realm=\"herald\""
                : "Bearer error=\"invalid_token\", error_description=\"" + problem.detail() + '"';
    }
}
