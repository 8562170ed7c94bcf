package io.herald.ops.health;

/** The state of the tail readers of this instance. */
enum TailState {
    STARTING,
    RECEIVING,
    /** Redis does not answer this instance, neither its tail readers nor new connections. */
    UNREACHABLE,
    /** Redis answers on new connections, but the tail readers of this instance receive nothing. */
    STUCK
}
