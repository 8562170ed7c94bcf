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
    void the_highest_entry_is_held_until_it_is_released() {
        mark.advanceTo(entry(1));
        mark.advanceTo(entry(2));
        mark.hold();
        mark.advanceTo(entry(3));
        List<EntryIdentity> held = mark.held();
        assertEquals(List.of(entry(2).id()), ids());
        mark.hold();
        mark.release(held);
        assertEquals(List.of(entry(3).id()), ids(), "held after the check began");
    }

    @Test
    void an_entry_is_held_once() {
        mark.advanceTo(entry(1));
        mark.hold();
        mark.hold();
        assertEquals(List.of(entry(1).id()), ids());
    }

    @Test
    void a_position_without_an_entry_is_not_held() {
        mark.hold();
        mark.advanceTo(new EventId(5, 0));
        mark.hold();
        assertEquals(List.of(), ids());
    }

    @Test
    void after_many_losses_the_latest_entries_are_held() {
        for (int number = 1; number <= 20; number++) {
            mark.advanceTo(entry(number));
            mark.hold();
        }
        assertEquals(
                IntStream.rangeClosed(13, 20)
                        .mapToObj(number -> new EventId(number, 0))
                        .toList(),
                ids());
    }

    private List<EventId> ids() {
        return mark.held().stream().map(EntryIdentity::id).toList();
    }
}
