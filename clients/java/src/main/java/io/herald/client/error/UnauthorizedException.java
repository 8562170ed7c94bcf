package io.herald.client.error;

/** The service rejects the token, also after the token source was asked again (401). */
public final class UnauthorizedException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public UnauthorizedException(Problem problem) {
        super(problem);
    }
}
