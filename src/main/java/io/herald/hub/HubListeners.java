package io.herald.hub;

import io.herald.hub.telemetry.DeliveryLatencyListener;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.ConnectionListener;
import io.herald.log.DeliveryListener;

/** Who is told of what happens in the hub, and has no say in it. */
record HubListeners(
        ConnectionListener connectionListener,
        DeliveryListener facts,
        DeliveryLatencyListener times,
        DeliveryTracer traces) {

    static final HubListeners NONE =
            new HubListeners(ConnectionListener.NONE, DeliveryListener.NONE, millis -> {}, DeliveryTracer.NONE);
}
