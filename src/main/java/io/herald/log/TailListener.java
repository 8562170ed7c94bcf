package io.herald.log;

import io.herald.event.Event;
import io.herald.event.EventId;
import java.util.List;

/** Receives the tails of all partitions. Calls for one partition are sequential, on one event loop; they must not block. */
public interface TailListener {

    /**
     * Handles the next events of a partition. The first batch contains what the tail held at the start.
     *
     * @param done the listener calls it, on any thread, when it has finished the batch. The reader keeps few batches in progress,
     *     so a busy instance reads larger batches instead of queueing small ones.
     */
    void onBatch(Batch batch, Runnable done);

    /** Returns the approximate maximum size of a partition's first batch in bytes. The batch is in memory as a whole. */
    default long maxInitialBytes() {
        return Long.MAX_VALUE;
    }

    /** Handles a new birth mark of a partition: events after a cursor below {@code birth} may be lost. */
    void onBirthMarkChanged(int partition, EventId birth);

    /**
     * Consecutive events of a partition.
     *
     * @param after the id of the entry before the first event. If it is beyond the end of the previous batch, the tail was
     *     trimmed before it could be read, and the events in between are only in the histories.
     * @param upTo the id of the last entry, which may be a control message
     */
    record Batch(int partition, EventId after, EventId upTo, List<Event> events) {}
}
