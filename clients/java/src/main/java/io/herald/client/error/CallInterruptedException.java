package io.herald.client.error;

/** The thread of a call was interrupted. Its interrupt status is set, and the service may have executed the call. */
public final class CallInterruptedException extends HeraldException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param cause the interruption
     */
    public CallInterruptedException(InterruptedException cause) {
        super("The call was interrupted.", cause);
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
