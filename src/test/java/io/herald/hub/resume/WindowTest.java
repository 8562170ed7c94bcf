package io.herald.hub.resume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.log.Revision;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void a_read_returns_the_events_after_a_position_or_nothing_below_the_floor() {
        Window window = window(3, 1_000);
        for (int i = 1; i <= 5; i++) {
            window.add(delivery(i, 1));
        }
        assertNull(window.read(id(1), id(5)));
        assertEquals(List.of(id(3), id(4)), ids(window.read(id(2), id(4))));
        assertEquals(List.of(), ids(window.read(id(5), id(5))));
    }

    @Test
    void the_window_is_bounded_by_bytes_too() {
        Window window = window(100, 50);
        for (int i = 1; i <= 10; i++) {
            window.add(delivery(i, 19));
        }
        assertNull(window.read(id(7), id(10)));
        assertEquals(List.of(id(9), id(10)), ids(window.read(id(8), id(10))));
    }

    @Test
    void a_restart_empties_the_window() {
        Window window = window(10, 1_000);
        window.add(delivery(1, 1));
        window.restart(id(9));
        window.add(delivery(10, 1));
        assertNull(window.read(id(0), id(10)));
        assertEquals(List.of(id(10)), ids(window.read(id(9), id(10))));
    }

    @Test
    void a_concurrent_read_returns_all_events_or_nothing() {
        Window window = window(64, 1 << 20);
        AtomicLong newest = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long i = 1; i <= 200_000; i++) {
                window.add(delivery(i, 1));
                newest.set(i);
            }
        });
        long reads = 0;
        while (!writer.isDone() || reads == 0) {
            long upTo = newest.get();
            long after = Math.max(0, upTo - 40);
            Segment segment = window.read(id(after), id(upTo));
            if (segment != null) {
                reads++;
                assertEquals(upTo - after, segment.events().size());
                for (int i = 0; i < segment.events().size(); i++) {
                    assertEquals(
                            id(after + 1 + i), segment.events().get(i).event().id());
                }
            }
        }
        writer.join();
        assertTrue(reads > 0);
    }

    @Test
    void a_snapshot_stays_complete_during_later_writes() {
        Window window = window(3, 1_000);
        for (int i = 1; i <= 5; i++) {
            window.add(delivery(i, 1));
        }
        WindowSnapshot snapshot = window.snapshot();
        for (int i = 6; i <= 30; i++) {
            window.add(delivery(i, 1));
            assertEquals(List.of(id(3), id(4), id(5)), ids(snapshot.read(id(2), id(5))));
        }
        window.restart(id(40));
        window.add(delivery(41, 1));
        assertEquals(List.of(id(3), id(4), id(5)), ids(snapshot.read(id(2), id(30))));
        assertNull(window.read(id(2), id(5)));
    }

    @Test
    void dropped_events_occupy_at_most_an_eighth_of_the_bytes() {
        Window window = window(4_096, 8_000);
        for (int i = 1; i <= 10_000; i++) {
            window.add(delivery(i, 90));
            WindowSnapshot snapshot = window.snapshot();
            long heldBytes = IntStream.range(0, snapshot.end())
                    .mapToLong(slot -> snapshot.slots().get(slot).event().sizeInBytes())
                    .sum();
            assertTrue(heldBytes <= 9_000, () -> heldBytes + " bytes are reachable");
        }
    }

    @Test
    void a_concurrent_read_at_the_floor_returns_all_events_or_nothing() {
        Window window = window(64, 1 << 20);
        AtomicLong newest = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long i = 1; i <= 3_000_000; i++) {
                window.add(delivery(i, 1));
                newest.set(i);
            }
        });
        long reads = 0;
        while (!writer.isDone()) {
            long upTo = newest.get();
            long floor = Math.max(0, upTo - 64);
            // One below the floor and one above it too: the writer moves the floor while this loop computes it.
            for (long after = Math.max(0, floor - 1); after <= floor + 1 && after <= upTo; after++) {
                Segment segment = window.read(id(after), id(upTo));
                if (segment != null) {
                    reads++;
                    assertEquals(upTo - after, segment.events().size());
                }
            }
        }
        writer.join();
        assertTrue(reads > 0);
    }

    @Test
    void a_revision_changes_the_byte_count_by_the_difference() {
        Window window = window(1_000, 10_000);
        for (int i = 1; i <= 1_000; i += 2) {
            window.add(new EncodedEvent(message(i, "x".repeat(2_000))));
            Event deletion = deletion(i + 1, i);
            window.add(new EncodedEvent(deletion));
            window.revise(Revision.of(deletion, new CursorFormat(1)));
        }
        assertTrue(window.covers(id(960)), "forty small events fit");
        assertEquals(40, window.read(id(960), id(1_000)).events().size());
        for (int i = 1_001; i <= 1_300; i++) {
            window.add(delivery(i, 90));
        }
        assertNull(window.read(id(1_190), id(1_300)), "no more than the limit fit");
    }

    private static Event message(long ms, String content) {
        byte[] data = ("{\"content\":\"" + content + "\"}").getBytes(UTF_8);
        return event(ms, Revision.MESSAGE, data, EventAttributes.DURABLE);
    }

    private static Event deletion(long ms, long message) {
        EventAttributes eventAttributes = new EventAttributes(
                false, null, EventAttributes.NEVER, id(message).toString());
        return event(ms, Revision.DELETED, ("{\"id\":\"" + id(message) + "\"}").getBytes(UTF_8), eventAttributes);
    }

    private static Event event(long ms, String name, byte[] data, EventAttributes eventAttributes) {
        byte[] body = Envelope.body(Instant.ofEpochMilli(ms), "alice", data);
        return new Event(0, id(ms), List.of(Channel.room("ops")), name, body, eventAttributes);
    }

    private static Window window(int capacity, long bytes) {
        Window window = new Window(capacity, bytes);
        window.restart(EventId.ZERO);
        return window;
    }

    private static EncodedEvent delivery(long ms, int bytes) {
        return new EncodedEvent(
                new Event(0, id(ms), List.of(Channel.EVERYONE), "e", new byte[bytes], EventAttributes.DURABLE));
    }

    private static List<EventId> ids(Segment segment) {
        return segment.events().stream()
                .map(encodedEvent -> encodedEvent.event().id())
                .toList();
    }

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }
}
