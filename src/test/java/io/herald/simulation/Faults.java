package io.herald.simulation;

import io.herald.hub.transport.ConnectionListener;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;

/** Wraps the ports of each instance. A defect that is introduced on purpose replaces a wrapper. */
interface Faults {

    Faults NONE = new Faults() {};

    default EventLog log(EventLog real) {
        return real;
    }

    default ConnectionListener connections(ConnectionListener real) {
        return real;
    }

    default ControlListener control(ControlListener real) {
        return real;
    }
}
