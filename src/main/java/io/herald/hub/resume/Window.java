package io.herald.hub.resume;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.WindowSnapshot.Stretch;
import io.herald.log.Revision;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last durable events of one partition, in memory. The partition's reader writes it, and every loop reads it without
 * a lock. A read takes one {@link WindowSnapshot}. The writer appends behind the end of the newest snapshot, then
 * publishes the next one. A dropped event keeps its slot until the rest is copied to a new array, which no older
 * snapshot refers to.
 */
public final class Window {

    /** Dropped events may hold this fraction of the capacity and of the bytes before the rest is copied. */
    private static final int SPARE = 8;

    /** Above every position: the window covers nothing. */
    private static final EventId NOTHING = new EventId(Long.MAX_VALUE, 0);

    private final int capacity;
    private final long maxBytes;
    private long bytes;
    private long droppedBytes;
    private volatile WindowSnapshot snapshot = new WindowSnapshot(new AtomicReferenceArray<>(0), 0, 0, NOTHING);

    public Window(int capacity, long maxBytes) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
    }

    /** Drops all events. The next event begins at {@code floor}. */
    public void restart(EventId floor) {
        bytes = 0;
        droppedBytes = 0;
        snapshot = new WindowSnapshot(new AtomicReferenceArray<>(0), 0, 0, floor);
    }

    public void add(EncodedEvent encodedEvent) {
        bytes += encodedEvent.event().size();
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
            bytes -= oldest.size();
            droppedBytes += oldest.size();
            floor = oldest.id();
        }
        return new WindowSnapshot(full.slots(), begin, full.end(), floor);
    }

    /** Copies the events where the array is full, or where its dropped events hold too much memory. */
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

    /** Applies a revision to the message and its earlier edits, so that no reader gets the old content from here. */
    public void revise(Revision revision) {
        WindowSnapshot now = snapshot;
        int first = Math.max(now.begin(), now.firstAfter(revision.message()) - 1);
        // An edit concerns the message alone.
        int end = revision.deletes() ? now.end() : Math.min(first + 1, now.end());
        for (int i = first; i < end; i++) {
            Event event = now.slots().get(i).event();
            Event revised = revision.revise(event);
            if (revised != event) {
                now.slots().set(i, new EncodedEvent(revised));
                bytes += revised.size() - event.size();
            }
        }
    }

    /** Returns what the window holds now; later writes do not change it, except that a revision replaces its original. */
    WindowSnapshot snapshot() {
        return snapshot;
    }

    public boolean covers(EventId position) {
        return snapshot.covers(position);
    }

    /** Returns the events after a position, up to another; null if the window does not reach back to the first. */
    @Nullable
    public Stretch read(EventId after, EventId upTo) {
        return snapshot.read(after, upTo);
    }
}
