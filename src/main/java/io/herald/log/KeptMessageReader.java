package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of some rooms, kept beyond what the log holds: in the words of their last change, and without any where they
 * were deleted. Never blocks; fails with a {@link io.herald.problem.ProblemException} 503 where they cannot be read now.
 */
public interface KeptMessageReader {

    /** Whether what is said in a channel now goes there too. Fails where that cannot be known. */
    Uni<Boolean> keeps(Channel channel);

    /** Those between two positions, from the one end or the other. */
    Uni<List<Event>> page(Channel channel, EventId after, EventId before, boolean newestFirst, int limit);

    /** Null where there is no such message. */
    Uni<@Nullable Event> find(Channel channel, EventId id);

    /**
     * Gives a message other content, unless a later change was faster. Never fails: the change is also work for the
     * projection, which makes it if this call does not.
     *
     * @param by the event that says so
     * @param content null for a message that was deleted
     */
    Uni<Void> revise(Channel channel, EventId id, EventId by, @Nullable RawJson content);
}
