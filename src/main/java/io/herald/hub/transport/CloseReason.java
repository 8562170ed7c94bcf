package io.herald.hub.transport;

/** Why the server ends a connection. */
public enum CloseReason {
    /** It has taken nothing for too long. It may come back with its cursor. */
    STALLED,
    /** There are too many already. It may come back later. */
    OVERLOADED,
    /** The log cannot be read to say where the subscriber stands. It may come back with its cursor. */
    UNAVAILABLE,
    /** This instance is going away. */
    DRAINING,
    /** Its token has. */
    EXPIRED,
    /** Its token was. */
    REVOKED,
    /** By an administrator. */
    DISCONNECTED,
    /** The user has opened more connections than are allowed, and this was the oldest. */
    EVICTED
}
