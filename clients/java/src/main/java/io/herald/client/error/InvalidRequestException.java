package io.herald.client.error;

/** The request is malformed, has invalid fields, or is too large (400, 413, 415). {@link #violations()} lists all of them. */
public final class InvalidRequestException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public InvalidRequestException(Problem problem) {
        super(problem);
    }
}
