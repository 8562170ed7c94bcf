package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldAppendsTest {

    private final HighWaterMark mark = new HighWaterMark();
    private final HeldAppends appends = new HeldAppends(mark);

    @Test
    void an_append_is_held_for_a_minute_after_the_first_check() {
        EntryIdentity first = lose("a", 1);
        appends.checked(appends.all(), 0);
        appends.checked(appends.all(), HeldAppends.HELD.toNanos());
        assertEquals(List.of(first), appends.all());
        EntryIdentity second = lose("b", 2);
        appends.checked(appends.all(), HeldAppends.HELD.toNanos() + 1);
        assertEquals(List.of(second), appends.all());
    }

    @Test
    void an_append_is_unchecked_until_a_check_has_looked_for_it() {
        assertFalse(appends.areUnchecked());
        lose("a", 1);
        List<EntryIdentity> first = appends.all();
        lose("b", 2);
        appends.checked(first, 0);
        assertTrue(appends.areUnchecked(), "the check began before the second one was lost");
        appends.checked(appends.all(), 1);
        assertFalse(appends.areUnchecked());
    }

    private EntryIdentity lose(String connection, long id) {
        EntryIdentity entry = new EntryIdentity(new EventId(id, 0), "e", new byte[0]);
        mark.appended(connection, entry);
        mark.connectionLost(connection);
        return entry;
    }
}
