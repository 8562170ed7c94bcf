package io.herald.client.error;

/** The resource does not exist, or the caller may not see it (404). */
public final class NotFoundException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public NotFoundException(Problem problem) {
        super(problem);
    }
}
