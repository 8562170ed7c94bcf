package io.herald.simulation.server;

/** An error reply of the modelled server. */
final class ModelError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ModelError(String message) {
        super(message, null, false, false);
    }
}
