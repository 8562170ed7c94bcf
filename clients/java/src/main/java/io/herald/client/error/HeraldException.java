package io.herald.client.error;

/** A call to the service failed. */
public abstract class HeraldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HeraldException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns whether the same call may succeed later.
     *
     * @return false if a repeated call would fail in the same way
     */
    public abstract boolean isTransient();
}
