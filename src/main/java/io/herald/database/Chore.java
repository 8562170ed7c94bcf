package io.herald.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** What an instance does in the database again and again. Every bean of this type is asked to. */
public interface Chore {

    /** What the log calls it. */
    String name();

    Duration every();

    /** Whether instances that were started together are not to do it together. */
    default boolean takesTurns() {
        return false;
    }

    /**
     * Called on an event loop, and not again before it has ended. Where it fails, what was to be done is left to the next
     * time.
     */
    Uni<Void> run();
}
