package io.herald.dev;

/** Another process uses what this one needs. The message is one sentence with the remedy. */
final class InUseException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    InUseException(String message) {
        super(message);
    }
}
