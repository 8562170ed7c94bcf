package io.herald.client.error;

/** The caller sends more than the service allows (429). */
public final class RateLimitedException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public RateLimitedException(Problem problem) {
        super(problem);
    }
}
