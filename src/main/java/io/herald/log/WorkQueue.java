package io.herald.log;

import io.smallrye.mutiny.Uni;

/** What was appended {@link Append#withWork() as work}: each entry is done by one instance, and if that dies, by another. */
public interface WorkQueue {

    /** What waits to be done. Fails as {@link EventLog} does. */
    Uni<Backlog> backlog();

    /** The same of one partition. */
    Uni<Backlog> backlog(int partition);

    /** How many entries this instance has found that nobody can do. */
    long setAside();

    /**
     * @param since when the oldest entry was appended, milliseconds since the epoch; {@link Long#MAX_VALUE} for none
     */
    record Backlog(long entries, long since) {

        public static final Backlog NONE = new Backlog(0, Long.MAX_VALUE);

        public Backlog and(Backlog other) {
            return new Backlog(entries + other.entries, Math.min(since, other.since));
        }
    }
}
