package io.herald.push.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.loop.RetryDelay;
import io.herald.push.queue.DueOrigin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushPermitsTest {

    private static final RetryDelay PAUSES = new RetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(60), bound -> 0);

    private long nanos;
    private long jobs;
    private final PushPermits permits = new PushPermits(40, PAUSES, () -> nanos);

    private static List<DueOrigin> due(String... origins) {
        return Arrays.stream(origins)
                .map(origin -> new DueOrigin(origin, Duration.ZERO))
                .toList();
    }

    private long take(String origin) {
        permits.take(Jobs.job(++jobs, origin, Jobs.item(), 0, false));
        return jobs;
    }

    private void fail(String origin, int times) {
        for (int i = 0; i < times; i++) {
            long job = take(origin);
            permits.failed(origin, null);
            permits.release(job);
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void one_push_service_has_at_most_a_quarter() {
        assertEquals(Map.of("a", 10), permits.plan(due("a")));
        take("a");
        assertEquals(Map.of("a", 9), permits.plan(due("a")));
    }

    @Test
    void a_service_that_is_full_leaves_room_for_the_others() {
        for (int i = 0; i < 10; i++) {
            take("a");
        }
        assertEquals(Map.of("b", 10), permits.plan(due("a", "b")));
    }

    @Test
    void many_services_share_what_is_free() {
        assertEquals(Map.of("a", 8, "b", 8, "c", 8, "d", 8, "e", 8), permits.plan(due("a", "b", "c", "d", "e")));
        for (int i = 0; i < 36; i++) {
            take("x" + i);
        }
        Map<String, Integer> plan = permits.plan(due("a", "b", "c", "d", "e", "f"));
        assertEquals(4, plan.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(plan.containsKey("a"), "the one that has waited longest");
    }

    @Test
    void a_released_permit_is_free_again() {
        long job = take("a");
        permits.release(job);
        permits.release(job);
        assertEquals(Map.of("a", 10), permits.plan(due("a")));
        assertEquals(0, permits.count());
    }

    @Test
    void a_service_that_fails_five_times_is_paused() {
        fail("a", 4);
        assertEquals(Map.of("a", 10), permits.plan(due("a")));
        fail("a", 1);
        assertEquals(Map.of(), permits.plan(due("a")));
        assertEquals(Map.of("b", 10), permits.plan(due("a", "b")));
    }

    @Test
    void after_a_pause_one_push_tests_the_service() {
        fail("a", 5);
        pass(Duration.ofSeconds(1));
        assertEquals(Map.of("a", 1), permits.plan(due("a")));
        take("a");
        assertEquals(Map.of(), permits.plan(due("a")));
    }

    @Test
    void a_service_that_answers_again_gets_all_its_permits() {
        fail("a", 5);
        pass(Duration.ofSeconds(1));
        long job = take("a");
        permits.succeeded("a");
        permits.release(job);
        assertEquals(Map.of("a", 10), permits.plan(due("a")));
    }

    @Test
    void pauses_grow_up_to_a_limit() {
        fail("a", 5);
        pass(Duration.ofSeconds(1));
        fail("a", 1);
        pass(Duration.ofMillis(1_999));
        assertEquals(Map.of(), permits.plan(due("a")));
        pass(Duration.ofMillis(1));
        assertEquals(Map.of("a", 1), permits.plan(due("a")));
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(60));
            fail("a", 1);
        }
        pass(Duration.ofSeconds(60));
        assertEquals(Map.of("a", 1), permits.plan(due("a")));
    }

    /** Many pushes may be in progress when a service begins to fail, and all of them fail. */
    @Test
    void failures_during_a_pause_do_not_prolong_it() {
        List<Long> inProgress = List.of(take("a"), take("a"), take("a"), take("a"), take("a"), take("a"), take("a"));
        for (int i = 0; i < 4; i++) {
            assertNull(permits.failed("a", null));
        }
        assertNotNull(permits.failed("a", null));
        assertNull(permits.failed("a", null));
        assertNull(permits.failed("a", null));
        inProgress.forEach(permits::release);
        pass(Duration.ofSeconds(1));
        assertEquals(Map.of("a", 1), permits.plan(due("a")));
    }

    @Test
    void a_pause_is_as_long_as_the_service_demands_but_not_longer_than_the_limit() {
        fail("a", 4);
        take("a");
        assertEquals(Duration.ofSeconds(30), permits.failed("a", Duration.ofSeconds(30)));
        fail("b", 4);
        take("b");
        assertEquals(Duration.ofSeconds(60), permits.failed("b", Duration.ofHours(1)));
    }

    @Test
    void pushes_wait_for_permits_only_if_their_service_works() {
        assertTrue(permits.isShort(due("a")));
        fail("a", 5);
        assertFalse(permits.isShort(due("a")));
        assertTrue(permits.isShort(due("a", "b")));
        assertFalse(permits.isShort(due()));
    }
}
