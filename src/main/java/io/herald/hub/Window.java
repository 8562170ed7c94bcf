package io.herald.hub;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.log.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last durable events of one partition, in memory. Written by the partition's reader, read by every loop without a
 * lock: an event that is dropped first raises the floor, so a reader that finds the floor still below its position
 * afterwards has read nothing that was overwritten.
 */
final class Window {

    /** Events looked at in one go, so that a long stretch does not hold up the loop. */
    private static final int SCAN = 1_024;

    private final AtomicReferenceArray<Delivery> ring;
    private final long maxBytes;
    private long bytes;
    private volatile long begin;
    private volatile long end;
    private volatile EventId floor = new EventId(Long.MAX_VALUE, 0);

    /** @param upTo the events are all that happened between the position asked for and this one */
    record Stretch(List<Delivery> events, EventId upTo) {}

    Window(int capacity, long maxBytes) {
        this.ring = new AtomicReferenceArray<>(capacity);
        this.maxBytes = maxBytes;
    }

    /** Forgets everything: what comes next begins at {@code floor}. */
    void restart(EventId floor) {
        this.floor = floor;
        bytes = 0;
        begin = end;
    }

    void add(Delivery delivery) {
        Event event = delivery.event;
        bytes += event.size();
        while (end > begin && (end - begin >= ring.length() || bytes > maxBytes)) {
            dropOldest();
        }
        ring.set(slot(end), delivery);
        end = end + 1;
    }

    /** Applies what an event says of earlier ones, so that nobody is served the old words from here. */
    void revise(Event revision, EventId revised) {
        boolean deleted = revision.name().equals(Revision.DELETED);
        RawJson content = deleted ? null : Revision.content(revision.body());
        for (long i = firstAfter(revised, begin, end) - 1; i < end; i++) {
            Event event = i < begin ? revision : ring.get(slot(i)).event;
            boolean isMessage = event.id().equals(revised) && event.name().equals(Revision.MESSAGE);
            boolean isEarlier = deleted && isOf(revision, event) && event.name().equals(Revision.EDITED);
            if (isMessage || isEarlier) {
                ring.set(slot(i), new Delivery(event.withBody(Revision.withContent(event.body(), content))));
            }
        }
    }

    private static boolean isOf(Event revision, Event event) {
        return revision.channels().equals(event.channels())
                && Objects.equals(revision.traits().subject(), event.traits().subject());
    }

    private void dropOldest() {
        Event oldest = ring.get(slot(begin)).event;
        bytes -= oldest.size();
        floor = oldest.id();
        begin = begin + 1;
    }

    boolean covers(EventId position) {
        return !position.isBefore(floor);
    }

    /** What happened after a position, up to another; null where the window does not reach back that far. */
    @Nullable
    Stretch read(EventId after, EventId upTo) {
        if (!covers(after)) {
            return null;
        }
        List<Delivery> events = new ArrayList<>();
        EventId reached = upTo;
        long last = end;
        long from = firstAfter(after, begin, last);
        for (long i = from; i < last; i++) {
            Delivery delivery = ring.get(slot(i));
            if (delivery.event.id().isAfter(upTo)) {
                break;
            }
            events.add(delivery);
            if (events.size() == SCAN) {
                reached = delivery.event.id();
                break;
            }
        }
        return covers(after) ? new Stretch(events, reached) : null;
    }

    private long firstAfter(EventId after, long low, long high) {
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (ring.get(slot(middle)).event.id().isAfter(after)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int slot(long sequence) {
        return (int) (sequence % ring.length());
    }
}
