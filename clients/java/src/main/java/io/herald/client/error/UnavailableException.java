package io.herald.client.error;

/** The service cannot execute the call now (5xx). It may have executed a part of it. */
public final class UnavailableException extends ResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem the answer of the service
     */
    public UnavailableException(Problem problem) {
        super(problem);
    }
}
