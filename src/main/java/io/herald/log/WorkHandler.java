package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Does what was appended {@link Append#withWork() as work}. Every bean of this type is asked for its part of it. */
public interface WorkHandler {

    boolean takes(Event work);

    /**
     * Does some work, oldest first. Called on an event loop, for one partition never twice at a time. What fails is asked
     * for again later, and so may be what was done: handling it twice must be as good as once.
     */
    Uni<Void> handle(List<Event> work);
}
