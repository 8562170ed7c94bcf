package io.herald.ops.health;

/** The state of the tail readers of this instance. */
enum TailState {
    STARTING,
    HEARD,
    /** Redis does not answer this instance, neither its tail readers nor new connections. */
    AWAY,
    /** Redis answers on new connections, but the tail readers of this instance receive nothing. */
    STUCK
}
