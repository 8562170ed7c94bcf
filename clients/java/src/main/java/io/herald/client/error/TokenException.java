package io.herald.client.error;

/** The token source failed or returned nothing. */
public final class TokenException extends HeraldException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what the source did
     * @param cause the failure of the source, or null
     */
    public TokenException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
