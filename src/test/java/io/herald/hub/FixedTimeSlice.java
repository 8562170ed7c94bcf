package io.herald.hub;

import io.herald.hub.fanout.TimeSlice;
import java.util.function.IntSupplier;

/** A time slice of a fixed number of sockets. */
final class FixedTimeSlice implements TimeSlice {

    private final IntSupplier sockets;
    private int left;

    FixedTimeSlice(IntSupplier sockets) {
        this.sockets = sockets;
    }

    @Override
    public void begin(boolean first) {
        left = sockets.getAsInt();
    }

    @Override
    public boolean allowsNext() {
        return left-- > 0;
    }

    @Override
    public void end() {}
}
