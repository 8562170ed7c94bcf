package io.herald.simulation;

import io.herald.hub.fanout.TimeSlice;
import io.herald.simulation.loop.Host;

/** Grants each turn of the fan-out a random number of sockets. */
final class RandomTimeSlice implements TimeSlice {

    private static final int MOST = 6;

    private final Host host;
    private long left;

    RandomTimeSlice(Host host) {
        this.host = host;
    }

    @Override
    public void begin(boolean first) {
        left = 1 + host.random(MOST);
    }

    @Override
    public boolean allowsNext() {
        return left-- > 0;
    }

    @Override
    public void end() {}
}
