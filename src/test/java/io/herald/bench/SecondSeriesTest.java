package io.herald.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SecondSeriesTest {

    private static final long LIMIT = 20_000_000;
    private static final int MESSAGES = 200;
    private static final int SECONDS = 4;

    private final SecondSeries series = new SecondSeries(MESSAGES, SECONDS);

    @Test
    void it_is_stable_from_the_second_after_the_last_slow_one() {
        deliver(0, MESSAGES, 1);
        deliver(1, MESSAGES, LIMIT);
        deliver(2, MESSAGES, 1);
        deliver(3, MESSAGES, 1);
        assertEquals("3", series.stableFrom(LIMIT));
    }

    @Test
    void a_second_without_deliveries_is_not_stable() {
        deliver(0, MESSAGES, 1);
        deliver(1, MESSAGES, 1);
        deliver(3, MESSAGES, 1);
        assertEquals("4", series.stableFrom(LIMIT));
    }

    @Test
    void a_second_that_has_lost_more_than_a_hundredth_is_not_stable() {
        for (int second = 0; second < SECONDS; second++) {
            deliver(second, MESSAGES - 3, 1);
        }
        assertEquals("never", series.stableFrom(LIMIT));
    }

    private void deliver(int second, int messages, long nanos) {
        for (int i = 0; i < messages; i++) {
            series.delivered(second * MESSAGES + i, nanos);
        }
    }
}
