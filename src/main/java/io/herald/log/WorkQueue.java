package io.herald.log;

import io.smallrye.mutiny.Uni;

/**
 * The queue of events that were appended {@link Append#withWork() as work}. One instance processes each entry. If it dies,
 * another instance takes over.
 */
public interface WorkQueue {

    /** Returns the backlog of all partitions. Fails as {@link EventLog} does. */
    Uni<Backlog> backlog();

    /** Returns the backlog of one partition. */
    Uni<Backlog> backlog(int partition);

    /** Returns how many entries this instance has set aside because no retry can process them. */
    long setAside();

    /**
     * The entries that are queued or in progress.
     *
     * @param since the time of the oldest entry, in milliseconds since the epoch; {@link Long#MAX_VALUE} for none
     */
    record Backlog(long entries, long since) {

        public static final Backlog NONE = new Backlog(0, Long.MAX_VALUE);

        public Backlog and(Backlog other) {
            return new Backlog(entries + other.entries, Math.min(since, other.since));
        }
    }
}
