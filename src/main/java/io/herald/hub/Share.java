package io.herald.hub;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What a round may take of its loop, turn by turn. */
interface Share {

    /** @param first whether nothing of the round has been done yet: then nothing has waited for it */
    void begin(boolean first);

    /** Whether one socket more may be written to in this turn. */
    boolean goesOn();

    void end();

    /**
     * A few sockets, and beyond them as much time as everything else has had since the turn before. On a loop that is full of
     * other work each turn waits for all of that: with a few sockets a turn, a batch for thousands would take for ever.
     *
     * @param nanos how much time has gone by
     */
    static Share fair(LongSupplier nanos) {
        return new Share() {
            /** Half a millisecond of writes, or so. */
            private static final int LEAST = 64;

            private int sockets;
            private long begunAt;
            private long endedAt;
            private long others;

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
        };
    }

    /** So many sockets a turn. */
    static Share of(IntSupplier sockets) {
        return new Share() {
            private int left;

            @Override
            public void begin(boolean first) {
                left = sockets.getAsInt();
            }

            @Override
            public boolean goesOn() {
                return left-- > 0;
            }

            @Override
            public void end() {}
        };
    }
}
