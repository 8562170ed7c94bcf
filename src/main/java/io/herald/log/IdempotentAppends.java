package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Looks up {@link Once idempotent} appends. A retry of an append that is no longer possible, such as the edit of a message that
 * was deleted since, returns the first result.
 */
public interface IdempotentAppends {

    /**
     * Returns the id of the event that was appended to the channel; null if there is no record. Never blocks. Fails as
     * {@link EventLog} does, and with a conflict if the fingerprints differ.
     */
    Uni<@Nullable EventId> find(Channel channel, Once once);
}
