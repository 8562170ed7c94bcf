package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeferredGroupsTest {

    private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();
    private final DeferredGroups groups = new DeferredGroups(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_group_waits_twice_as_long_after_each_failure() {
        groups.defer("order-1");
        assertEquals(List.of("order-1"), groups.keys());
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(), groups.keys());
        groups.defer("order-1");
        pass(Duration.ofMillis(1_999));
        assertEquals(List.of("order-1"), groups.keys());
        pass(Duration.ofMillis(1));
        assertEquals(List.of(), groups.keys());
    }

    @Test
    void a_group_never_waits_longer_than_thirty_seconds() {
        for (int failure = 0; failure < 100; failure++) {
            groups.defer("order-1");
        }
        pass(Duration.ofSeconds(30));
        assertEquals(List.of(), groups.keys());
    }

    @Test
    void a_group_that_was_sent_begins_again_with_the_shortest_wait() {
        groups.defer("order-1");
        groups.defer("order-1");
        groups.remove("order-1");
        assertEquals(List.of(), groups.keys());
        groups.defer("order-1");
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(), groups.keys());
    }

    @Test
    void a_row_without_a_key_is_deferred_by_its_id() {
        groups.defer(4711L);
        groups.defer("4711");
        assertEquals(List.of(4711L), groups.ids());
        assertEquals(List.of("4711"), groups.keys());
    }

    @Test
    void the_number_of_groups_is_bounded() {
        for (long id = 0; id < 1_000; id++) {
            groups.defer(id);
        }
        assertTrue(groups.isFull());
    }
}
