package io.herald.hub;

import io.herald.hub.fanout.AdaptiveTimeSlice;
import io.herald.hub.fanout.TimeSlice;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * All that is not the same twice, so that a simulation can make it so.
 *
 * @param clock what time it is
 * @param nanos how much time has gone by, whatever the clock is set to
 * @param below a random number from zero to below the given one
 * @param share makes what each loop gives to the rounds of batches, before it looks at what has come
 */
record Environment(Clock clock, LongSupplier nanos, LongUnaryOperator below, Supplier<TimeSlice> share) {

    static Environment real(Clock clock) {
        return new Environment(
                clock,
                System::nanoTime,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                () -> new AdaptiveTimeSlice(System::nanoTime));
    }
}
