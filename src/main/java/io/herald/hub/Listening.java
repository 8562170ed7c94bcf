package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a caller follows on a connection.
 *
 * @param rooms those asked for
 */
public record Listening(List<Channel> channels, Collection<String> rooms) {

    /** @throws io.herald.problem.ProblemException if a room is not for this caller */
    public static Listening of(Caller caller, StreamQuery query) {
        List<Channel> channels = new ArrayList<>();
        channels.add(Channel.user(caller.user()));
        channels.add(Channel.EVERYONE);
        for (String room : query.rooms()) {
            if (!caller.mayJoin(room)) {
                throw Problem.forbidden("You may not join the room " + room + ".").asException();
            }
            channels.add(Channel.room(room));
        }
        return new Listening(channels, query.rooms());
    }
}
