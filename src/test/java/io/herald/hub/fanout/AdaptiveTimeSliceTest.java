package io.herald.hub.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AdaptiveTimeSliceTest {

    private static final int MIN_SOCKETS = 64;

    private long now;
    private final TimeSlice timeSlice = new AdaptiveTimeSlice(() -> now);

    @Test
    void the_first_slice_has_the_minimum_size_after_any_pause() {
        assertEquals(MIN_SOCKETS, runSlice(true));
        now += 1_000_000;
        assertEquals(MIN_SOCKETS, runSlice(true));
    }

    @Test
    void an_idle_loop_runs_slices_of_the_minimum_size() {
        runSlice(true);
        assertEquals(MIN_SOCKETS, runSlice(false));
    }

    @Test
    void a_slice_may_take_as_long_as_the_other_tasks_took() {
        runSlice(true);
        now += 1_000;
        assertEquals(16 * MIN_SOCKETS, runSlice(false), "1,000 ns, checked after each 64 sockets");
        assertEquals(MIN_SOCKETS, runSlice(false));
    }

    /** Runs a slice in which each socket takes one nanosecond, and returns the number of sockets. */
    private int runSlice(boolean first) {
        int sockets = 0;
        timeSlice.begin(first);
        while (timeSlice.allowsNext()) {
            sockets++;
            now++;
        }
        timeSlice.end();
        return sockets;
    }
}
