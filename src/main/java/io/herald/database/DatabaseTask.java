package io.herald.database;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** A periodic database task. Every instance runs all beans of this type. */
public interface DatabaseTask {

    /** Returns the name that identifies the task in log messages. */
    String name();

    Duration period();

    /**
     * Returns whether the first run starts after a random part of the period, so that instances that started together do
     * not run the task at the same time.
     */
    default boolean hasRandomInitialDelay() {
        return false;
    }

    /**
     * Performs one run. Called on an event loop, and not again before the run has ended; must not block. If a run fails, the
     * next run does its work. A run that processes a backlog handles one batch and requests the next run immediately if
     * there is more.
     */
    Uni<NextRun> run();
}
