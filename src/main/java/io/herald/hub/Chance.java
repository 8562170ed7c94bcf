package io.herald.hub;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * All that is not the same twice, so that a simulation can make it so.
 *
 * @param clock what time it is
 * @param nanos how much time has gone by, whatever the clock is set to
 * @param below a random number from zero to below the given one
 * @param turn to how many sockets a loop writes before it looks at what has come
 */
record Chance(Clock clock, LongSupplier nanos, LongUnaryOperator below, IntSupplier turn) {

    /** Half a millisecond of writes, or so. */
    private static final int SOCKETS_A_TURN = 64;

    static Chance real() {
        return new Chance(
                Clock.systemUTC(),
                System::nanoTime,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                () -> SOCKETS_A_TURN);
    }
}
