package io.herald.log;

import io.herald.event.Event;
import io.herald.event.EventId;
import java.util.List;

/** Hears the tail. All calls for a partition come one after the other, on one event loop, and must not block. */
public interface TailListener {

    /**
     * The next events of a partition. The first batch holds what the tail held at the start.
     *
     * @param done to be called, on any thread, once the batch has been dealt with: until then the reader does not read
     *     far ahead, so that a busy instance takes larger batches instead of queueing small ones
     */
    void events(Batch batch, Runnable done);

    /** How many bytes of a partition's events the first batch may have, about: it is held in memory as a whole. */
    default long windowBytes() {
        return Long.MAX_VALUE;
    }

    /** The partition's log was found to begin at {@code birth}: what a cursor below it had not seen is lost. */
    void reborn(int partition, EventId birth);

    /**
     * @param after the id before the first event; where it is beyond the last batch's end, the tail was trimmed before
     *     it could be read, and what lies between is only in the histories
     * @param upTo the last event's id
     */
    record Batch(int partition, EventId after, EventId upTo, List<Event> events) {}
}
