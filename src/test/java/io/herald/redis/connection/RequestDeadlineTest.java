package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are milliseconds of a manual clock. */
class RequestDeadlineTest {

    private static final long TICK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** The guaranteed response time for publishers. */
    private static final long GUARANTEE = 5_000;

    private long now;
    private final LoopClock clock = new LoopClock(Duration.ofMillis(TICK), this::nanos);

    @Test
    void a_request_fails_after_its_timeout() {
        RequestDeadline deadline = submitted(0);
        advance(3_000, TICK);
        assertFalse(deadline.hasPassed());
        advance(TICK, TICK);
        assertTrue(deadline.hasPassed());
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 300, 400, 500})
    void a_request_fails_in_time_on_a_loop_with_late_turns(long turn) {
        RequestDeadline deadline = submitted(0);
        while (!deadline.hasPassed()) {
            advance(turn, turn);
            assertTrue(now <= GUARANTEE, "late");
        }
    }

    @Test
    void a_reply_that_arrived_during_a_pause_can_be_read_afterwards() {
        RequestDeadline deadline = submitted(0);
        advance(10_000, 10_000);
        for (int i = 0; i < 3; i++) {
            assertFalse(deadline.hasPassed());
            advance(100, 100);
        }
    }

    @Test
    void ticks_that_a_loop_catches_up_after_a_pause_do_not_count() {
        RequestDeadline deadline = submitted(0);
        advance(10_000, 10_000);
        for (int i = 0; i < 50; i++) {
            clock.tick();
            assertFalse(deadline.hasPassed());
        }
    }

    @Test
    void the_time_that_a_request_waits_for_its_loop_counts() {
        advance(2_000, TICK);
        RequestDeadline deadline = submitted(0);
        advance(1_000, TICK);
        assertFalse(deadline.hasPassed());
        advance(TICK, TICK);
        assertTrue(deadline.hasPassed());
        advance(10_000, TICK);
        assertTrue(submitted(0).hasPassed(), "immediately");
    }

    private RequestDeadline submitted(long at) {
        return new RequestDeadline(clock, this::nanos, at * 1_000_000, TIMEOUT);
    }

    private long nanos() {
        return now * 1_000_000;
    }

    private void advance(long duration, long step) {
        for (long passed = 0; passed < duration; passed += step) {
            now += step;
            clock.tick();
        }
    }
}
