package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Does what was appended {@link Append#withWork() as work}. Every bean of this type is asked for its part of it. */
public interface WorkHandler {

    boolean takes(Event work);

    /**
     * Does some work, oldest first. Called on an event loop, for one partition never twice at a time. Handling it twice must
     * be as good as once.
     *
     * @return fails with a {@link io.herald.problem.ProblemException} 503 where it cannot be done now, and all of it is asked
     *     for again until it can. With anything else, it is asked for entry by entry, and those that fail once more are set
     *     aside; the failure is logged, and must say nothing of what is in them
     */
    Uni<Void> handle(List<Event> work);
}
