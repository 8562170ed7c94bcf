package io.herald.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.database.Timestamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagedBatchTest {

    private static Staged staged(int partition, String entry, long at) {
        return new Staged(partition, entry, "user.online", "user:a", Timestamps.ofMillis(at), "{}");
    }

    private static List<String> entries(StagedBatch batch) {
        return batch.events().stream().map(Staged::entry).toList();
    }

    @Test
    void the_times_order_the_events_of_several_sources() {
        StagedBatch batch = new StagedBatch(
                List.of(List.of(staged(0, "online", 10), staged(0, "offline", 30)), List.of(staged(-1, "read", 20))),
                9);
        assertEquals(List.of("online", "read", "offline"), entries(batch));
        assertFalse(batch.isLimited());
    }

    @Test
    void a_clock_that_is_set_back_does_not_change_the_order_of_a_source() {
        StagedBatch batch = new StagedBatch(
                List.of(List.of(staged(0, "1", 50), staged(0, "2", 10)), List.of(staged(-1, "3", 40))), 9);
        assertEquals(List.of("3", "1", "2"), entries(batch));
    }

    /** After an outage of PostgreSQL, the events of Redis may be older than a first new one of PostgreSQL, and fill several batches. */
    @Test
    void an_event_waits_for_earlier_ones_of_another_source_that_were_not_read() {
        List<Staged> redis = List.of(staged(0, "1", 10), staged(0, "2", 20));
        StagedBatch first = new StagedBatch(List.of(redis, List.of(staged(-1, "new", 90))), 2);
        assertEquals(List.of("1", "2"), entries(first));
        assertTrue(first.isLimited());
        StagedBatch second = new StagedBatch(List.of(List.of(staged(0, "3", 30)), List.of(staged(-1, "new", 90))), 2);
        assertEquals(List.of("3", "new"), entries(second));
    }
}
