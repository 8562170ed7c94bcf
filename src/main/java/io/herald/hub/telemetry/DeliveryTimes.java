package io.herald.hub.telemetry;

/** Is told how long events took from the log to the sockets; now and then, on any loop. Must not block. */
public interface DeliveryTimes {

    void took(long millis);
}
