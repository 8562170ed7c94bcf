package io.herald.hub.telemetry;

/** Is told how long events took from the log to the sockets; now and then, on any loop. Must not block. */
public interface DeliveryLatencyListener {

    void took(long millis);
}
