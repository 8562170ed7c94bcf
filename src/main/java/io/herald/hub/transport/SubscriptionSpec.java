package io.herald.hub.transport;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.filters.PreferenceFilter;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a connection and the channels that it follows from the start.
 *
 * @param rooms the names of the rooms among the channels
 * @param preferenceFilter applies the caller's preferences
 * @param windowFrom the position after which the log had no event for the user when the instance began to receive these events
 * @param refusal why the connect is refused although the caller is authorized; then the instance may not receive the user's events
 * @param outdated whether a control message has changed the rooms or the memberships since they were checked
 */
public record SubscriptionSpec(
        Caller caller,
        List<Channel> channels,
        Collection<String> rooms,
        PreferenceFilter preferenceFilter,
        EventId windowFrom,
        @Nullable RefusalReason refusal,
        BooleanSupplier outdated) {

    public SubscriptionSpec(
            Caller caller, List<Channel> channels, Collection<String> rooms, PreferenceFilter preferenceFilter) {
        this(caller, channels, rooms, preferenceFilter, EventId.ZERO, null, () -> false);
    }

    /** Returns a spec without channels. */
    public static SubscriptionSpec toNothing(Caller caller) {
        return new SubscriptionSpec(caller, List.of(), List.of(), new PreferenceFilter());
    }

    public SubscriptionSpec withWindowFrom(EventId position) {
        return new SubscriptionSpec(caller, channels, rooms, preferenceFilter, position, refusal, outdated);
    }

    public SubscriptionSpec refused(RefusalReason reason) {
        return new SubscriptionSpec(caller, channels, rooms, preferenceFilter, windowFrom, reason, outdated);
    }
}
