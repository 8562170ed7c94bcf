package io.herald.hub.filters;

import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What of a channel a subscriber wants to hear, where that is not all of it.
 *
 * @param eventFilter what its events must say
 * @param after what it has had of the channel already, which may be more than its instance has
 */
public record SeatFilter(
        @Nullable EventFilter eventFilter, @Nullable EventId after) {

    public static @Nullable SeatFilter of(@Nullable EventFilter eventFilter, @Nullable EventId after) {
        return eventFilter == null && after == null ? null : new SeatFilter(eventFilter, after);
    }

    public boolean wants(EncodedEvent encodedEvent) {
        boolean isNew = after == null
                || encodedEvent.event().isEphemeral()
                || encodedEvent.event().id().isAfter(after);
        return isNew && (eventFilter == null || eventFilter.matches(encodedEvent.data()));
    }
}
