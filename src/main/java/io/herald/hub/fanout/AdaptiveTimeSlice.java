package io.herald.hub.fanout;

import java.util.function.LongSupplier;

/**
 * Grants each turn a minimum number of sockets, and beyond it as much time as the other tasks of the loop have used since the
 * previous turn. On a busy loop, each turn waits for all other tasks. With the minimum alone, a batch for thousands of
 * sockets would take too long.
 */
public final class AdaptiveTimeSlice implements TimeSlice {

    /** Minimum of sockets in a turn, and between two looks at the clock. About half a millisecond of writes. */
    private static final int LEAST = 64;

    private final LongSupplier nanos;
    private int sockets;
    private long begunAt;
    private long endedAt;
    private long others;

    /** @param nanos a monotonic clock, in nanoseconds */
    public AdaptiveTimeSlice(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public void begin(boolean first) {
        begunAt = nanos.getAsLong();
        others = first ? 0 : begunAt - endedAt;
        sockets = 0;
    }

    @Override
    public boolean allowsNext() {
        boolean look = sockets > 0 && sockets % LEAST == 0;
        sockets++;
        return !look || nanos.getAsLong() - begunAt < others;
    }

    @Override
    public void end() {
        endedAt = nanos.getAsLong();
    }
}
