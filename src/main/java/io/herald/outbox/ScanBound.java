package io.herald.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The position up to which a database has no more rows to send, so that reads start after it and not at rows that were deleted
 * but not vacuumed. A transaction may commit a row with a low position late, so the bound never passes a position that an open
 * transaction may hold.
 *
 * <p>A transaction takes its positions after its id. If all transactions have ended whose id is lower than that of an observation,
 * the positions that had been assigned by then are committed and visible, or never will be. {@code pg_snapshot_xmin} is the lowest
 * id of an open transaction. Confined to one event loop.
 */
final class ScanBound {

    private volatile long position;
    private @Nullable Observation pending;

    /** The newest assigned position, and the id of a transaction that began to use ids after it was read. */
    private record Observation(long assigned, long transaction) {}

    /** Returns the position after which reads start. May be called on any thread. */
    long position() {
        return position;
    }

    /** Starts at the beginning again. The database may be another one, after a failover or a restore. */
    void reset() {
        position = 0;
        pending = null;
    }

    /**
     * Records a look at the database.
     *
     * @param oldestOpen the lowest id of an open transaction
     * @param lowestRow the lowest position of a visible row, in the same snapshot; null if there is none
     * @param assigned the newest assigned position, read later
     * @param transaction a transaction id that was assigned later still
     */
    void observe(long oldestOpen, @Nullable Long lowestRow, long assigned, long transaction) {
        if (assigned < position) {
            // Positions never decrease, so this is another table.
            reset();
        }
        Observation previous = pending;
        if (previous != null && oldestOpen >= previous.transaction) {
            long free = lowestRow == null ? previous.assigned : Math.min(previous.assigned, lowestRow - 1);
            position = Math.max(position, free);
            pending = null;
        }
        if (pending == null) {
            pending = new Observation(assigned, transaction);
        }
    }
}
