package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveReadSizeTest {

    private static final int LARGEST = 64 * 1024;

    private final AdaptiveReadSize size = new AdaptiveReadSize();

    @Test
    void large_entries_are_read_in_small_numbers() {
        read(size.entries(), LARGEST);
        assertTrue(size.entries() * LARGEST <= AdaptiveReadSize.BYTES);
        read(size.entries(), LARGEST);
        assertTrue(size.entries() * LARGEST <= AdaptiveReadSize.BYTES);
    }

    @Test
    void small_entries_are_read_in_large_numbers_during_high_traffic() {
        for (int i = 0; i < 10; i++) {
            read(size.entries(), 200);
        }
        assertEquals(AdaptiveReadSize.MOST_ENTRIES, size.entries());
    }

    @Test
    void the_first_read_after_an_idle_time_is_small_even_for_large_entries() {
        for (int i = 0; i < 10; i++) {
            read(size.entries(), 200);
        }
        read(0, 0);
        assertTrue((long) size.entries() * LARGEST <= 1024 * 1024);
    }

    @Test
    void after_a_broken_read_the_size_restarts_at_one_entry() {
        size.failed();
        assertEquals(1, size.entries());
        read(1, 20_000);
        assertEquals(2, size.entries());
        read(2, 20_000);
        assertEquals(4, size.entries());
    }

    private void read(int entries, int bytes) {
        Event event = new Event(
                0, new EventId(1, 0), List.of(Channel.EVERYONE), "", new byte[bytes], EventAttributes.DURABLE);
        size.succeeded(Collections.nCopies(entries, new Entry(EventId.ZERO, event, false)));
    }
}
