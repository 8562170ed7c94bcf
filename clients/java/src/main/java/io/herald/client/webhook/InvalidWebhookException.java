package io.herald.client.webhook;

/** A call is not one of the service, or too old. Answer 401 or 400. */
public final class InvalidWebhookException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidWebhookException(String message) {
        super(message);
    }
}
