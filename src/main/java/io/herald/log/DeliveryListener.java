package io.herald.log;

/** Is told of what reaches clients. On event loops, for each event that is about a notification: must not block. */
public interface DeliveryListener {

    /** The event of a notification went to so many connections of this instance. */
    void delivered(String notification, int connections);

    /** Where nobody wants to know. */
    DeliveryListener NONE = (notification, connections) -> {};
}
