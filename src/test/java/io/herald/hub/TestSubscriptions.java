package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.transport.SubscriptionSpec;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Subscriptions of callers whose tokens do not expire. */
final class TestSubscriptions {

    private TestSubscriptions() {}

    /** The first channel is the caller's own. */
    static SubscriptionSpec to(List<Channel> channels) {
        Caller caller = new Caller(
                channels.get(0).name(),
                Set.of(),
                RoomPatterns.NONE,
                RoomPatterns.NONE,
                Instant.MAX,
                Instant.EPOCH,
                null);
        List<String> rooms =
                channels.stream().filter(Channel::isRoom).map(Channel::name).toList();
        return new SubscriptionSpec(caller, channels, rooms, new PreferenceFilter());
    }
}
