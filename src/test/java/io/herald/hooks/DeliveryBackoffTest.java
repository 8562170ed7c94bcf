package io.herald.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryBackoffTest {

    private static final int CONCURRENCY = 16;

    private long now = Long.MAX_VALUE - 5;
    private final DeliveryBackoff backoff = new DeliveryBackoff(() -> now, bound -> 0);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_failure_delays_its_subject_only_and_each_further_one_twice_as_long() {
        backoff.failed("user:a", null);
        assertEquals(Set.of("user:a"), backoff.delayed());
        assertEquals(CONCURRENCY, backoff.permits(CONCURRENCY));
        pass(Duration.ofSeconds(1));
        assertEquals(Set.of(), backoff.delayed());
        backoff.failed("user:a", null);
        pass(Duration.ofMillis(1_999));
        assertEquals(Set.of("user:a"), backoff.delayed());
        pass(Duration.ofMillis(1));
        assertEquals(Set.of(), backoff.delayed());
    }

    @Test
    void a_subject_that_always_fails_does_not_slow_down_others() {
        for (int i = 0; i < 20; i++) {
            backoff.failed("user:poison", null);
        }
        assertEquals(CONCURRENCY, backoff.permits(CONCURRENCY));
        pass(Duration.ofMinutes(5));
        assertEquals(Set.of(), backoff.delayed());
    }

    @Test
    void a_hook_whose_subjects_all_fail_is_called_with_one_request_at_a_time_and_pauses() {
        for (int i = 0; i < 5; i++) {
            backoff.failed("user:" + i, null);
        }
        assertEquals(0, backoff.permits(CONCURRENCY));
        pass(Duration.ofSeconds(5));
        assertEquals(1, backoff.permits(CONCURRENCY));
    }

    @Test
    void the_first_success_of_a_failing_hook_makes_all_subjects_due() {
        for (int i = 0; i < 10; i++) {
            backoff.failed("user:" + i, null);
            backoff.failed("user:" + i, null);
        }
        pass(Duration.ofSeconds(1));
        backoff.succeeded("user:new");
        assertEquals(Set.of(), backoff.delayed());
        pass(Duration.ofSeconds(5));
        assertEquals(CONCURRENCY, backoff.permits(CONCURRENCY));
    }

    @Test
    void a_receiver_that_asks_for_a_pause_gets_no_calls() {
        backoff.failed("user:a", Duration.ofSeconds(30));
        pass(Duration.ofSeconds(29));
        assertEquals(0, backoff.permits(CONCURRENCY));
        pass(Duration.ofSeconds(1));
        assertEquals(CONCURRENCY, backoff.permits(CONCURRENCY));
    }

    @Test
    void a_receiver_cannot_ask_for_a_pause_of_a_year() {
        backoff.failed("user:a", Duration.ofDays(365));
        pass(Duration.ofMinutes(15));
        assertEquals(CONCURRENCY, backoff.permits(CONCURRENCY));
    }

    @Test
    void the_memory_is_bounded() {
        for (int i = 0; i < 5_000; i++) {
            backoff.failed("user:" + i, null);
        }
        assertEquals(1_000, backoff.delayed().size());
    }
}
