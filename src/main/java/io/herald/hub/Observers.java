package io.herald.hub;

import io.herald.hub.telemetry.DeliveryTimes;
import io.herald.hub.telemetry.DeliveryTraces;
import io.herald.hub.transport.Attendance;
import io.herald.log.DeliveryFacts;

/** Who is told of what happens in the hub, and has no say in it. */
record Observers(Attendance attendance, DeliveryFacts facts, DeliveryTimes times, DeliveryTraces traces) {

    static final Observers NONE = new Observers(Attendance.NONE, DeliveryFacts.NONE, millis -> {}, DeliveryTraces.NONE);
}
