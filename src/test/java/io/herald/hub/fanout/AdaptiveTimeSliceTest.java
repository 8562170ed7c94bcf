package io.herald.hub.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AdaptiveTimeSliceTest {

    private static final int LEAST = 64;

    private long now;
    private final TimeSlice timeSlice = new AdaptiveTimeSlice(() -> now);

    @Test
    void the_first_turn_is_a_few_sockets_however_long_ago_the_last_round_was() {
        assertEquals(LEAST, turn(true));
        now += 1_000_000;
        assertEquals(LEAST, turn(true));
    }

    @Test
    void a_loop_with_nothing_else_to_do_is_asked_again_after_a_few() {
        turn(true);
        assertEquals(LEAST, turn(false));
    }

    @Test
    void what_everything_else_has_taken_the_round_may_take_too() {
        turn(true);
        now += 1_000;
        assertEquals(16 * LEAST, turn(false), "1,000 of time, looked at each few sockets");
        assertEquals(LEAST, turn(false));
    }

    /** Of sockets that take one of time each. */
    private int turn(boolean first) {
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
