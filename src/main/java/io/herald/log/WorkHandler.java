package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Processes events that were appended {@link Append#withWork() as work}. Implementations are beans; each receives the events that
 * it {@link #accepts}.
 */
public interface WorkHandler {

    boolean accepts(Event work);

    /**
     * Processes a batch, oldest first. Called on an event loop, for one partition never concurrently. Must be idempotent: an
     * event may be handled more than once.
     *
     * @return fails with a {@link io.herald.problem.ProblemException} 503 if the work cannot be done now: the whole batch is
     *     retried until it succeeds. After any other failure the batch is split in halves until the entries that fail are
     *     found, and those are set aside. The failure is logged, so it must not contain data of the events.
     */
    Uni<Void> handle(List<Event> work);
}
