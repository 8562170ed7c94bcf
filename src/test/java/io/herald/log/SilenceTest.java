package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceTest {

    private static final long PERIOD = 250;
    private static final long MOST = 4_000;

    private final Silence silence = new Silence(0, PERIOD, MOST);

    @Test
    void a_redis_that_says_nothing_is_found_out_once_it_is_too_long() {
        assertFalse(tickTo(MOST - PERIOD, PERIOD).isTooLong());
        assertFalse(silence.isOverdue());
        assertTrue(tickTo(MOST + PERIOD, PERIOD).isTooLong());
        assertTrue(silence.isOverdue());
        assertEquals(MOST + PERIOD, silence.nanos());
        silence.asked(MOST + PERIOD);
        silence.heard(MOST + PERIOD);
        assertFalse(silence.isTooLong());
        assertFalse(silence.isOverdue());
    }

    /** Two seconds in Redis, and six turns of a loop that each take so long, from one answer to the next. */
    @ParameterizedTest
    @ValueSource(longs = {300, 400, 600, 700, 1_000, 3_000})
    void a_loop_that_is_late_at_each_turn_does_not_take_that_for_silence(long turn) {
        tickTo(2_000 + 6 * turn, turn);
        assertFalse(silence.isTooLong(), () -> "silent for " + silence.nanos());
        assertFalse(silence.isOverdue());
    }

    private Silence tickTo(long end, long step) {
        for (long now = step; now <= end; now += step) {
            silence.tick(now);
        }
        return silence;
    }
}
