package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What was appended {@link Append#withWork() as work}: each entry is done by one instance, and if that dies, by another. */
public interface WorkQueue {

    /** Takes work from now on, shared with all instances whose group is the same. */
    void feed(String group, WorkHandler handler);

    /** What waits to be done. Fails as {@link EventLog} does. */
    Uni<Backlog> backlog();

    interface WorkHandler {

        /**
         * Does some work, oldest first. Called on an event loop, for one partition never twice at a time. What fails is
         * asked for again later, and so may be what was done: handling it twice must be as good as once.
         */
        Uni<Void> handle(List<Event> work);
    }

    /**
     * @param since when the oldest entry was appended, milliseconds since the epoch; {@link Long#MAX_VALUE} for none
     */
    record Backlog(long entries, long since) {

        static final Backlog NONE = new Backlog(0, Long.MAX_VALUE);

        Backlog and(Backlog other) {
            return new Backlog(entries + other.entries, Math.min(since, other.since));
        }
    }
}
