package io.herald.ws;

import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.SubscriptionSpec;

/** Who is about to have a socket, and what for. One who follows nothing is to be told to come back later. */
record PendingUpgrade(SubscriptionSpec subscriptionSpec, StartPosition startPosition) {

    boolean isServed() {
        return !subscriptionSpec.channels().isEmpty();
    }
}
