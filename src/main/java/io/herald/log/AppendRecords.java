package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Appends that were to be done once, for whoever asks again when they could not be done any more. */
public interface AppendRecords {

    /**
     * The id of the event that was appended to the channel, null if none was. Never blocks; fails as {@link EventLog} does,
     * and with a conflict where it was one with other content.
     */
    Uni<@Nullable EventId> find(Channel channel, Once once);
}
