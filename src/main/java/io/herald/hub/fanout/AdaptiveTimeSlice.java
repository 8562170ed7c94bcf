package io.herald.hub.fanout;

import java.util.function.LongSupplier;

/**
 * A few sockets, and beyond them as much time as everything else has had since the turn before. On a loop that is full of
 * other work each turn waits for all of that: with a few sockets a turn, a batch for thousands would take for ever.
 */
public final class AdaptiveTimeSlice implements TimeSlice {

    /** Half a millisecond of writes, or so. */
    private static final int LEAST = 64;

    private final LongSupplier nanos;
    private int sockets;
    private long begunAt;
    private long endedAt;
    private long others;

    /** @param nanos how much time has gone by */
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
    public boolean goesOn() {
        boolean look = sockets > 0 && sockets % LEAST == 0;
        sockets++;
        return !look || nanos.getAsLong() - begunAt < others;
    }

    @Override
    public void end() {
        endedAt = nanos.getAsLong();
    }
}
