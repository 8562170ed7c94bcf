package io.herald.hub.transport;

import java.util.Locale;

/** Why an instance refuses a connect temporarily. */
public enum RefusalReason {
    /** This instance shuts down. */
    DRAINING("This instance is shutting down. Retry later."),
    /** The limit of connections, or of new connections per second, is reached. */
    OVERLOAD("This instance has reached its limit of connections. Retry later."),
    /** The limit of connections per user is reached. */
    CONNECTIONS("You have reached your limit of connections. Close another one."),
    /** The log cannot be reached. */
    LOG("The event log is unreachable. Retry later."),
    /** Another dependency that is needed to check the connect cannot be reached. */
    UNAVAILABLE("A dependency of the service is unreachable. Retry later.");

    private final String message;

    RefusalReason(String message) {
        this.message = message;
    }

    public String message() {
        return message;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
