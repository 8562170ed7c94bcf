package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that rooms keep beyond the retention of the log. A message has the content of its last edit, and none if it
 * was deleted. Never blocks; fails with a {@link io.herald.problem.ProblemException} 503 if the store is unavailable.
 */
public interface KeptMessageReader {

    /** Returns whether new messages of a channel are kept. Fails if the room's settings are unavailable. */
    Uni<Boolean> keepsMessages(Channel channel);

    /** Reads the messages between two positions, both exclusive, from the newest or from the oldest on. */
    Uni<List<Event>> page(Channel channel, EventId after, EventId before, boolean newestFirst, int limit);

    /** Returns a message; null if there is none with this id. */
    Uni<@Nullable Event> find(Channel channel, EventId id);

    /**
     * Replaces the content of a message, unless a later revision is already stored. Never fails: the revision is also in the
     * work queue, so the projection stores it if this call does not.
     *
     * @param by the id of the event that revises the message
     * @param content null for a deleted message
     */
    Uni<Void> revise(Channel channel, EventId id, EventId by, @Nullable RawJson content);
}
