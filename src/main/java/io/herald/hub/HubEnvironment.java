package io.herald.hub;

import io.herald.hub.fanout.AdaptiveTimeSlice;
import io.herald.hub.fanout.TimeSlice;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * The sources of nondeterminism, so that a simulation can replace them.
 *
 * @param clock the wall clock
 * @param nanos a monotonic clock, in nanoseconds
 * @param below returns a random number from zero, inclusive, to its argument, exclusive
 * @param share creates the time slice of each loop's fan-out
 */
record HubEnvironment(Clock clock, LongSupplier nanos, LongUnaryOperator below, Supplier<TimeSlice> share) {

    /** Returns the environment of a real instance. */
    static HubEnvironment real(Clock clock) {
        return new HubEnvironment(
                clock,
                System::nanoTime,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                () -> new AdaptiveTimeSlice(System::nanoTime));
    }
}
