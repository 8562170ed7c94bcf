package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop's own pauses are no silence of Redis. Times are nanoseconds of a clock that the test moves. */
class LoopClockTest {

    private static final long PERIOD = 250;
    private static final long LIMIT = 4_000;

    private long now;
    private final LoopClock clock = new LoopClock(Duration.ofNanos(PERIOD), () -> now);
    private final SilenceDetector silenceDetector = new SilenceDetector(clock, Duration.ofNanos(LIMIT));

    @Test
    void it_goes_on_between_ticks() {
        now = 100;
        assertEquals(100, clock.now());
        now = PERIOD;
        clock.tick();
        now += 10;
        assertEquals(10 + PERIOD, clock.now());
    }

    @Test
    void a_pause_passes_as_one_period() {
        now = 1_000_000;
        assertEquals(PERIOD, clock.now());
        clock.tick();
        assertEquals(PERIOD, clock.now());
    }

    @Test
    void a_redis_that_sends_nothing_while_an_answer_is_outstanding_is_silent() {
        silenceDetector.requestSent();
        pass(LIMIT, PERIOD);
        assertFalse(silenceDetector.hasExpired());
        pass(PERIOD, PERIOD);
        assertTrue(silenceDetector.hasExpired());
    }

    @Test
    void a_redis_that_was_asked_nothing_is_not_silent() {
        silenceDetector.requestSent();
        silenceDetector.replyReceived();
        pass(10 * LIMIT, PERIOD);
        assertFalse(silenceDetector.hasExpired());
        silenceDetector.requestSent();
        assertFalse(silenceDetector.hasExpired(), "it begins with the question");
    }

    @Test
    void a_part_of_an_answer_ends_the_silence() {
        silenceDetector.requestSent();
        for (int i = 0; i < 10; i++) {
            pass(LIMIT, PERIOD);
            silenceDetector.bytesReceived();
            assertFalse(silenceDetector.hasExpired());
        }
    }

    /** Two seconds in Redis, and six turns of a loop that each take so long, from one answer to the next. */
    @ParameterizedTest
    @ValueSource(longs = {300, 400, 600, 700, 1_000, 3_000, 1_000_000})
    void a_loop_that_is_late_at_each_turn_does_not_take_that_for_silence(long turn) {
        silenceDetector.requestSent();
        pass(2_000, PERIOD);
        pass(6 * turn, turn);
        assertFalse(silenceDetector.hasExpired());
    }

    private void pass(long duration, long step) {
        for (long passed = 0; passed < duration; passed += step) {
            now += step;
            clock.tick();
        }
    }
}
