package io.herald.bench;

import java.util.function.IntConsumer;

/** The clients that receive what is published. */
interface BenchSubscribers {

    /**
     * Called on the load loop.
     *
     * @param next records all deliveries from now on
     * @param onDelivery receives the number of a client after each of its deliveries
     */
    void recordTo(DeliveryLedger next, IntConsumer onDelivery);
}
