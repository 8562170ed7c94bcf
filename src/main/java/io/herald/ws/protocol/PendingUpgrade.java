package io.herald.ws.protocol;

import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.SubscriptionSpec;

/**
 * What an upgrade request has resolved to: the subscription to open on the socket, and its start position. If no channels
 * could be determined, the socket is closed with a retry delay after the upgrade.
 */
public record PendingUpgrade(SubscriptionSpec subscriptionSpec, StartPosition startPosition) {

    public boolean isServed() {
        return !subscriptionSpec.channels().isEmpty();
    }
}
