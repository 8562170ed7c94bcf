package io.herald.log;

/** Counts deliveries of notifications. Called on event loops for each event that carries a notification; must not block. */
public interface DeliveryListener {

    /** Records that this instance wrote a notification to a number of its connections. */
    void delivered(String notification, int connections);

    /** A no-op listener. */
    DeliveryListener NONE = (notification, connections) -> {};
}
