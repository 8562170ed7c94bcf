package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloodDetectorTest {

    private final FloodDetector detector = new FloodDetector();

    /** Overflows during the test, because the nanosecond clock may have any origin. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private boolean exceededAfter(Duration time) {
        now += time.toNanos();
        return detector.exceeded(now);
    }

    @Test
    void ten_seconds_of_excess_are_a_flood() {
        for (int second = 0; second < 10; second++) {
            assertFalse(exceededAfter(Duration.ofSeconds(1)), "after " + second);
        }
        assertTrue(exceededAfter(Duration.ofSeconds(1)));
    }

    @Test
    void a_burst_of_any_size_is_not_a_flood() {
        for (int message = 0; message < 100_000; message++) {
            assertFalse(exceededAfter(Duration.ofNanos(10)));
        }
    }

    @Test
    void more_than_a_second_without_excess_restarts_the_time() {
        for (int second = 0; second < 10; second++) {
            assertFalse(exceededAfter(Duration.ofSeconds(1)));
        }
        assertFalse(exceededAfter(Duration.ofMillis(1_001)));
        assertFalse(exceededAfter(Duration.ofMillis(999)));
    }
}
