package io.herald.client.error;

/** The same idempotency key was used with another request (409). */
public final class ConflictException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public ConflictException(Problem problem) {
        super(problem);
    }
}
