package io.herald.log;

import io.herald.log.Append.Once;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be done later, by whichever instance is there then. Fails as {@link EventLog} does. */
public interface Schedule {

    /** Doing it twice leaves it there once, with the later content. */
    Uni<Void> put(String id, Instant due, byte[] content);

    /**
     * Adds a task, unless an earlier call has added it under the same {@code once}: also if the task has been done or
     * cancelled since. Of concurrent calls exactly one adds it.
     *
     * @return whether this call has added the task
     */
    Uni<Boolean> putOnce(String id, Instant due, byte[] content, Once once);

    /** Whether it was still to be done, and is not any more. What an instance has begun cannot be cancelled. */
    Uni<Boolean> cancel(String id);

    /** Its content as long as it is not done; null for none. */
    Uni<byte @Nullable []> find(String id);

    /** A bean that does what is due, of one kind. */
    interface Task {

        /** Ids of this kind begin with it. */
        String prefix();

        /**
         * On an event loop; must not block. What fails, or is not done within half a minute, is asked for again, maybe on
         * another instance: doing it twice must be as good as once.
         */
        Uni<Void> due(String id, byte[] content);
    }
}
