package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Milliseconds of a clock that the test moves. */
class RequestDeadlineTest {

    private static final long TICK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Within which publishers are promised an answer. */
    private static final long PROMISED = 5_000;

    private long now;
    private final LoopClock clock = new LoopClock(Duration.ofMillis(TICK), this::nanos);

    @Test
    void a_request_fails_after_its_timeout() {
        RequestDeadline deadline = submitted(0);
        pass(3_000, TICK);
        assertFalse(deadline.hasPassed());
        pass(TICK, TICK);
        assertTrue(deadline.hasPassed());
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 300, 400, 500})
    void a_request_fails_in_time_also_on_a_loop_that_is_late_at_each_turn(long turn) {
        RequestDeadline deadline = submitted(0);
        while (!deadline.hasPassed()) {
            pass(turn, turn);
            assertTrue(now <= PROMISED, "late");
        }
    }

    @Test
    void an_answer_that_arrived_in_a_pause_can_be_read_after_it() {
        RequestDeadline deadline = submitted(0);
        pass(10_000, 10_000);
        for (int i = 0; i < 3; i++) {
            assertFalse(deadline.hasPassed());
            pass(100, 100);
        }
    }

    @Test
    void ticks_that_a_loop_makes_up_for_after_a_pause_are_no_time() {
        RequestDeadline deadline = submitted(0);
        pass(10_000, 10_000);
        for (int i = 0; i < 50; i++) {
            clock.tick();
            assertFalse(deadline.hasPassed());
        }
    }

    @Test
    void the_time_that_a_request_waits_for_its_loop_counts() {
        pass(2_000, TICK);
        RequestDeadline deadline = submitted(0);
        pass(1_000, TICK);
        assertFalse(deadline.hasPassed());
        pass(TICK, TICK);
        assertTrue(deadline.hasPassed());
        pass(10_000, TICK);
        assertTrue(submitted(0).hasPassed(), "at once");
    }

    private RequestDeadline submitted(long at) {
        return new RequestDeadline(clock, this::nanos, at * 1_000_000, TIMEOUT);
    }

    private long nanos() {
        return now * 1_000_000;
    }

    private void pass(long duration, long step) {
        for (long passed = 0; passed < duration; passed += step) {
            now += step;
            clock.tick();
        }
    }
}
