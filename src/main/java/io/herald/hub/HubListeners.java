package io.herald.hub;

import io.herald.hub.telemetry.DeliveryLatencyListener;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.ConnectionListener;
import io.herald.log.DeliveryListener;

/** The observers of the hub: connections, deliveries, latency, traces. */
record HubListeners(
        ConnectionListener connectionListener,
        DeliveryListener facts,
        DeliveryLatencyListener times,
        DeliveryTracer traces) {

    static final HubListeners NONE =
            new HubListeners(ConnectionListener.NONE, DeliveryListener.NONE, millis -> {}, DeliveryTracer.NONE);
}
