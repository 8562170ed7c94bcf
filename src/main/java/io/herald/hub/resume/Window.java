package io.herald.hub.resume;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.log.Revision;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Holds the last durable events of one partition in memory. The tail reader of the partition writes; every event loop reads,
 * without a lock. Each read uses one {@link WindowSnapshot}. The writer adds an event after the end of the newest snapshot,
 * then publishes the next snapshot. A dropped event keeps its slot until the remaining events are copied to a new array, so
 * older snapshots stay valid.
 */
final class Window {

    /** Dropped events may hold one eighth of the capacity or of the bytes before the remaining events are copied. */
    private static final int SPARE = 8;

    /** Above every position: the window covers nothing. */
    private static final EventId NOTHING = new EventId(Long.MAX_VALUE, 0);

    private final int capacity;
    private final long maxBytes;
    private long bytes;
    private long droppedBytes;
    private volatile WindowSnapshot snapshot = new WindowSnapshot(new AtomicReferenceArray<>(0), 0, 0, NOTHING);

    Window(int capacity, long maxBytes) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
    }

    /** Drops all events. From now on the window holds every event after {@code floor}. */
    void restart(EventId floor) {
        bytes = 0;
        droppedBytes = 0;
        snapshot = new WindowSnapshot(new AtomicReferenceArray<>(0), 0, 0, floor);
    }

    /** Adds an event, and drops the oldest events beyond the limits. */
    void add(EncodedEvent encodedEvent) {
        bytes += encodedEvent.event().sizeInBytes();
        WindowSnapshot kept = withRoom(withinBounds(snapshot));
        kept.slots().set(kept.end(), encodedEvent);
        snapshot = new WindowSnapshot(kept.slots(), kept.begin(), kept.end() + 1, kept.floor());
    }

    /** Drops the oldest events until one more fits. */
    private WindowSnapshot withinBounds(WindowSnapshot full) {
        int begin = full.begin();
        EventId floor = full.floor();
        while (begin < full.end() && (full.end() - begin >= capacity || bytes > maxBytes)) {
            Event oldest = full.slots().get(begin++).event();
            bytes -= oldest.sizeInBytes();
            droppedBytes += oldest.sizeInBytes();
            floor = oldest.id();
        }
        return new WindowSnapshot(full.slots(), begin, full.end(), floor);
    }

    /** Copies the events to a new array if the array is full, or if its dropped events hold too much memory. */
    private WindowSnapshot withRoom(WindowSnapshot kept) {
        if (kept.end() < kept.slots().length() && droppedBytes <= maxBytes / SPARE) {
            return kept;
        }
        AtomicReferenceArray<EncodedEvent> slots = new AtomicReferenceArray<>(capacity + capacity / SPARE + 1);
        for (int i = 0; i < kept.size(); i++) {
            slots.setPlain(i, kept.slots().get(kept.begin() + i));
        }
        droppedBytes = 0;
        return new WindowSnapshot(slots, 0, kept.size(), kept.floor());
    }

    /** Applies a revision to the message, and a deletion to its edits too, so that no read returns the old content. */
    void revise(Revision revision) {
        WindowSnapshot now = snapshot;
        int first = Math.max(now.begin(), now.firstAfter(revision.message()) - 1);
        // An edit changes only the message, a deletion also its edits.
        int end = revision.deletes() ? now.end() : Math.min(first + 1, now.end());
        for (int i = first; i < end; i++) {
            Event event = now.slots().get(i).event();
            Event revised = revision.revise(event);
            if (revised != event) {
                now.slots().set(i, new EncodedEvent(revised));
                bytes += revised.sizeInBytes() - event.sizeInBytes();
            }
        }
    }

    /** Returns the current contents. Later writes do not change them, except that a revised event replaces its original. */
    WindowSnapshot snapshot() {
        return snapshot;
    }

    /** Whether the window holds every event after the position. */
    boolean covers(EventId position) {
        return snapshot.covers(position);
    }

    /** Returns the events after one position, up to another; null if the window does not cover the first. */
    @Nullable
    Segment read(EventId after, EventId upTo) {
        return snapshot.read(after, upTo);
    }
}
