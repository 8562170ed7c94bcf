package io.herald.log;

import io.herald.log.Append.Once;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Stores tasks that are due later. Any instance may run a due task. Fails as {@link EventLog} does. */
public interface Schedule {

    /** Adds a task. If one with this id exists, its time and content are replaced. */
    Uni<Void> schedule(String id, Instant due, byte[] content);

    /**
     * Adds a task, unless an earlier call with the same {@code once} has added it, even if that task has since been completed or
     * cancelled. Of concurrent calls exactly one adds the task.
     *
     * @return whether this call has added the task
     */
    Uni<Boolean> scheduleOnce(String id, Instant due, byte[] content, Once once);

    /** Cancels a task. Returns false if there is none, or if an instance has already started it. */
    Uni<Boolean> cancel(String id);

    /** Returns the content of a task that is not completed; null for none. */
    Uni<byte @Nullable []> find(String id);

    /** Runs due tasks of one kind. Implementations are beans. */
    interface Task {

        /** Returns the prefix of the ids of this kind. */
        String prefix();

        /**
         * Runs a task. Called on an event loop; must not block. A task that fails, or does not complete within 30 s, runs again,
         * possibly on another instance, so it must be idempotent.
         */
        Uni<Void> due(String id, byte[] content);
    }
}
