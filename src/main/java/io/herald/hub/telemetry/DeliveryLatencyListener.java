package io.herald.hub.telemetry;

/** Receives samples of the latency from an event's append to its write to the sockets. */
public interface DeliveryLatencyListener {

    /** Called on any event loop, once for each slice of a batch. Must not block. */
    void took(long millis);
}
