package io.herald.hub.transport;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.PreferenceFilter;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Who follows what on a connection.
 *
 * @param rooms those among the channels
 * @param preferenceFilter what the caller lets through
 * @param outdated whether this instance has heard of a change of the rooms or the memberships since they were checked
 */
public record SubscriptionSpec(
        Caller caller,
        List<Channel> channels,
        Collection<String> rooms,
        PreferenceFilter preferenceFilter,
        BooleanSupplier outdated) {

    public SubscriptionSpec(
            Caller caller, List<Channel> channels, Collection<String> rooms, PreferenceFilter preferenceFilter) {
        this(caller, channels, rooms, preferenceFilter, () -> false);
    }

    public static SubscriptionSpec toNothing(Caller caller) {
        return new SubscriptionSpec(caller, List.of(), List.of(), new PreferenceFilter());
    }
}
