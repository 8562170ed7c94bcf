package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import java.util.Collection;
import java.util.List;

/**
 * Who follows what on a connection.
 *
 * @param rooms those among the channels
 * @param filter what the caller lets through
 */
public record Listening(Caller caller, List<Channel> channels, Collection<String> rooms, Filter filter) {

    public static Listening toNothing(Caller caller) {
        return new Listening(caller, List.of(), List.of(), new Filter());
    }
}
