package io.herald.hub;

/** Is told how long events took from the log to the sockets; now and then, on any loop. Must not block. */
interface DeliveryTimes {

    void took(long millis);
}
