package io.herald.client.error;

/** The token does not allow the call (403). */
public final class ForbiddenException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public ForbiddenException(Problem problem) {
        super(problem);
    }
}
