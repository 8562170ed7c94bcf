package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.hub.filters.Filter;
import io.herald.hub.transport.Listening;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Callers whose tokens hold for ever. */
final class Listeners {

    private Listeners() {}

    /** The first channel is the caller's own. */
    static Listening to(List<Channel> channels) {
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
        return new Listening(caller, channels, rooms, new Filter());
    }
}
