package io.herald.hub.resume;

import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a {@link Window} at one moment. The window never reuses a slot between {@code begin} and {@code end} for
 * another event, so a read from one snapshot is complete, whatever the writer does during the read. Only a revised event
 * replaces its original, under the same id.
 *
 * @param floor the position after which the snapshot holds every event
 */
record WindowSnapshot(AtomicReferenceArray<EncodedEvent> slots, int begin, int end, EventId floor) {

    /** The maximum number of events in a read, so that a long read does not block the loop. */
    private static final int SCAN = 1_024;

    /**
     * The result of a read.
     *
     * @param events all events from the requested position, exclusive, to {@code upTo}, inclusive
     */
    record Segment(List<EncodedEvent> events, EventId upTo) {}

    int size() {
        return end - begin;
    }

    /** Whether the snapshot holds every event after the position. */
    boolean covers(EventId position) {
        return !position.isBefore(floor);
    }

    /** Returns the events after one position, up to another; null if the snapshot does not cover the first. */
    @Nullable
    Segment read(EventId after, EventId upTo) {
        if (!covers(after)) {
            return null;
        }
        List<EncodedEvent> events = new ArrayList<>();
        for (int i = firstAfter(after); i < end; i++) {
            EncodedEvent encodedEvent = slots.get(i);
            EventId id = encodedEvent.event().id();
            if (id.isAfter(upTo)) {
                break;
            }
            events.add(encodedEvent);
            if (events.size() == SCAN) {
                return new Segment(events, id);
            }
        }
        return new Segment(events, upTo);
    }

    /** Returns the index of the first event after a position; {@code end} if there is none. */
    int firstAfter(EventId after) {
        int low = begin;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slots.get(middle).event().id().isAfter(after)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
