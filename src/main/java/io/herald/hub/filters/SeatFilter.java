package io.herald.hub.filters;

import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What of a channel a subscriber wants to hear, where that is not all of it.
 *
 * @param where what its events must say
 * @param after what it has had of the channel already, which may be more than its instance has
 */
public record SeatFilter(
        @Nullable EventFilter where, @Nullable EventId after) {

    public static @Nullable SeatFilter of(@Nullable EventFilter where, @Nullable EventId after) {
        return where == null && after == null ? null : new SeatFilter(where, after);
    }

    public boolean wants(EncodedEvent delivery) {
        boolean isNew = after == null
                || delivery.event().isEphemeral()
                || delivery.event().id().isAfter(after);
        return isNew && (where == null || where.matches(delivery.data()));
    }
}
