package io.herald.bench;

import java.util.function.IntConsumer;

/** Those who get what is published. */
interface SubscriberSet {

    /**
     * On the load's thread.
     *
     * @param next what is written down from now on, and where
     * @param then is told who has got something
     */
    void count(DeliveryLedger next, IntConsumer then);
}
