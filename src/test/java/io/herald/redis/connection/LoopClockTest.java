package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses of the event loop do not count as silence of Redis. Times are nanoseconds of a manual clock. */
class LoopClockTest {

    private static final long PERIOD = 250;
    private static final long LIMIT = 4_000;

    private long now;
    private final LoopClock clock = new LoopClock(Duration.ofNanos(PERIOD), () -> now);
    private final SilenceDetector silenceDetector = new SilenceDetector(clock, Duration.ofNanos(LIMIT));

    @Test
    void the_clock_advances_between_ticks() {
        now = 100;
        assertEquals(100, clock.now());
        now = PERIOD;
        clock.tick();
        now += 10;
        assertEquals(10 + PERIOD, clock.now());
    }

    @Test
    void a_pause_counts_as_one_period() {
        now = 1_000_000;
        assertEquals(PERIOD, clock.now());
        clock.tick();
        assertEquals(PERIOD, clock.now());
    }

    @Test
    void silence_is_detected_while_a_reply_is_outstanding() {
        silenceDetector.requestSent();
        advance(LIMIT, PERIOD);
        assertFalse(silenceDetector.hasExpired());
        advance(PERIOD, PERIOD);
        assertTrue(silenceDetector.hasExpired());
    }

    @Test
    void no_silence_is_detected_without_an_outstanding_request() {
        silenceDetector.requestSent();
        silenceDetector.replyReceived();
        advance(10 * LIMIT, PERIOD);
        assertFalse(silenceDetector.hasExpired());
        silenceDetector.requestSent();
        assertFalse(silenceDetector.hasExpired(), "the silence starts with the request");
    }

    @Test
    void a_part_of_a_reply_ends_the_silence() {
        silenceDetector.requestSent();
        for (int i = 0; i < 10; i++) {
            advance(LIMIT, PERIOD);
            silenceDetector.bytesReceived();
            assertFalse(silenceDetector.hasExpired());
        }
    }

    /** Redis takes two seconds for a reply, and the loop takes six turns of this duration. */
    @ParameterizedTest
    @ValueSource(longs = {300, 400, 600, 700, 1_000, 3_000, 1_000_000})
    void late_turns_of_the_loop_do_not_count_as_silence(long turn) {
        silenceDetector.requestSent();
        advance(2_000, PERIOD);
        advance(6 * turn, turn);
        assertFalse(silenceDetector.hasExpired());
    }

    private void advance(long duration, long step) {
        for (long passed = 0; passed < duration; passed += step) {
            now += step;
            clock.tick();
        }
    }
}
