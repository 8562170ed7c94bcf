package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.event.Traits;
import io.herald.log.Entries.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntriesTest {

    private static final byte[] BODY = {};

    @Test
    void what_follows_without_a_hole_is_one_run() {
        assertEquals(List.of(List.of(entry(1, 2), entry(2, 3))), Entries.runs(List.of(entry(1, 2), entry(2, 3))));
        assertEquals(List.of(), Entries.runs(List.of()));
    }

    /** A failover lost 4 and 5, and the log went on after what somebody had seen. */
    @Test
    void a_hole_begins_another_run() {
        assertEquals(
                List.of(List.of(entry(1, 2), entry(2, 3)), List.of(entry(5, 6))),
                Entries.runs(List.of(entry(1, 2), entry(2, 3), entry(5, 6))));
    }

    private static Entry entry(long previous, long id) {
        Event event = new Event(0, new EventId(id, 0), List.of(), "e", BODY, Traits.DURABLE);
        return new Entry(new EventId(previous, 0), event, false);
    }
}
