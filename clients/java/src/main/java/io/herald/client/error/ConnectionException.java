package io.herald.client.error;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;

/**
 * The service did not answer: the connection failed, broke, or the answer did not arrive in time. The service may have executed
 * the call.
 */
public final class ConnectionException extends HeraldException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed
     * @param cause the failure of the connection
     */
    public ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    /**
     * Returns whether the service may have executed the call.
     *
     * @return false if no connection could be opened
     */
    public boolean mayHaveExecuted() {
        return !(getCause() instanceof ConnectException) && !(getCause() instanceof HttpConnectTimeoutException);
    }
}
