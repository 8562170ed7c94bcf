package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.smallrye.mutiny.Uni;

/** Changes what a channel's history holds, without a gap in it. */
public interface Amendments {

    enum Outcome {
        DONE,
        /** The history does not hold the event (any more). */
        GONE,
        /** Its body is another one than the caller has seen. */
        CHANGED
    }

    /**
     * Puts another body into an event. Never blocks; fails as {@link EventLog} does.
     *
     * @param seen the body that the new one was made from
     * @param erase whether the old one must not be found anywhere in the log any more
     */
    Uni<Outcome> amend(Channel channel, EventId id, byte[] seen, byte[] body, boolean erase);
}
