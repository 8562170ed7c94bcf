package io.herald.hub.transport;

/** Why the server ends a connection. */
public enum CloseReason {
    /** The client has read nothing from its socket for too long. It may reconnect with its cursor. */
    STALLED,
    /** The user has more connections than allowed, and this is the newest. The client may reconnect later. */
    OVERLOADED,
    /**
     * The position of the subscriber cannot be determined, because the log cannot be read, or serving the subscriber has
     * failed. The client may reconnect with its cursor.
     */
    UNAVAILABLE,
    /** This instance shuts down. */
    DRAINING,
    /** The subscriber's token has expired. */
    EXPIRED,
    /** The subscriber's token has been revoked. */
    REVOKED,
    /** An administrator has disconnected the client. */
    DISCONNECTED,
    /** The user has more connections than allowed, and this is the oldest. */
    EVICTED
}
