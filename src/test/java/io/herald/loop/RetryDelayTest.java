package io.herald.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final RetryDelay least = new RetryDelay(FIRST, LONGEST, bound -> bound - 1);
    private final RetryDelay most = new RetryDelay(FIRST, LONGEST, bound -> 0);

    @Test
    void doubles_up_to_the_longest_delay() {
        assertEquals(Duration.ofSeconds(2), most.after(1, null, DAY));
        assertEquals(Duration.ofSeconds(4), most.after(2, null, DAY));
        assertEquals(Duration.ofSeconds(256), most.after(8, null, DAY));
        assertEquals(LONGEST, most.after(10, null, DAY));
        assertEquals(LONGEST, most.after(1_000_000, null, DAY));
    }

    @Test
    void varies_by_half() {
        assertEquals(Duration.ofSeconds(1), least.after(1, null, DAY));
        assertEquals(Duration.ofSeconds(4), least.after(3, null, DAY));
    }

    @Test
    void is_not_shorter_than_the_server_demands() {
        assertEquals(Duration.ofSeconds(60), most.after(1, Duration.ofSeconds(60), DAY));
        assertEquals(Duration.ofMillis(61_999), least.after(1, Duration.ofSeconds(60), DAY));
        assertEquals(Duration.ofSeconds(2), most.after(1, Duration.ofSeconds(1), DAY));
    }

    @Test
    void meets_a_demand_up_to_a_limit() {
        assertEquals(LONGEST, most.after(1, DAY, LONGEST));
    }
}
