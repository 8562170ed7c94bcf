package io.herald.database;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Periodic work of an instance in the database. Every bean of this type runs. */
public interface DatabaseTask {

    /** Identifies it in the log. */
    String name();

    Duration every();

    /** Whether the first run comes after a random part of the period, so that instances that started together take turns. */
    default boolean takesTurns() {
        return false;
    }

    /**
     * Performs one run, on an event loop; not called again before it has ended. What a failed run leaves is left to the next.
     * A run that works off a backlog takes one portion of it and asks for the next run immediately if there is more.
     */
    Uni<NextRun> run();
}
