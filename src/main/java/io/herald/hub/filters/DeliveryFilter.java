package io.herald.hub.filters;

import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Selects the events of one channel that a subscriber receives, if it does not receive all.
 *
 * @param eventFilter accepts events by the fields of their data; null accepts all
 * @param after the position up to which the subscriber has already received the channel, which may be ahead of this
 *     instance; null if there is none
 */
public record DeliveryFilter(
        @Nullable EventFilter eventFilter, @Nullable EventId after) {

    /** Returns null if there is nothing to filter, so that the fan-out skips the check. */
    public static @Nullable DeliveryFilter of(@Nullable EventFilter eventFilter, @Nullable EventId after) {
        return eventFilter == null && after == null ? null : new DeliveryFilter(eventFilter, after);
    }

    public boolean accepts(EncodedEvent encodedEvent) {
        boolean isNew = after == null
                || encodedEvent.event().isEphemeral()
                || encodedEvent.event().id().isAfter(after);
        return isNew && (eventFilter == null || eventFilter.matches(encodedEvent.data()));
    }
}
