package io.herald.redis.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.EventId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HighWaterMarkTest {

    private final HighWaterMark mark = new HighWaterMark();

    private static EntryIdentity entry(int number) {
        return new EntryIdentity(new EventId(number, 0), "e", new byte[] {(byte) number});
    }

    @Test
    void the_last_append_over_a_lost_connection_is_held_until_it_is_released() {
        mark.appended("a", entry(1));
        mark.appended("a", entry(2));
        mark.appended("b", entry(3));
        mark.connectionLost("a");
        List<EntryIdentity> held = mark.held();
        assertEquals(ids(2), ids());
        mark.connectionLost("b");
        mark.release(held);
        assertEquals(ids(3), ids(), "held after the check began");
    }

    /** A master that was suspended appends before it learns of the failover, and a reader has read newer entries of the new one. */
    @Test
    void an_append_below_the_mark_is_held_too() {
        mark.advanceTo(entry(9));
        mark.appended("stale", entry(7));
        mark.connectionLost("stale");
        assertEquals(ids(7), ids());
        assertEquals(new EventId(9, 0), mark.highest());
    }

    @Test
    void a_connection_without_appends_holds_nothing() {
        mark.appended("a", entry(1));
        mark.connectionLost("b");
        mark.connectionLost("a");
        mark.connectionLost("a");
        assertEquals(ids(1), ids());
    }

    @Test
    void after_many_losses_the_latest_entries_are_held() {
        for (int number = 1; number <= 40; number++) {
            mark.appended("a", entry(number));
            mark.connectionLost("a");
        }
        assertEquals(
                IntStream.rangeClosed(9, 40).boxed().map(HighWaterMarkTest::id).toList(), ids());
    }

    private static EventId id(int number) {
        return new EventId(number, 0);
    }

    private static List<EventId> ids(int number) {
        return List.of(id(number));
    }

    private List<EventId> ids() {
        return mark.held().stream().map(EntryIdentity::id).toList();
    }
}
