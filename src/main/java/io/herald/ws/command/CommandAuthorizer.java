package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** What a room's policy says, as an answer to a command. */
@ApplicationScoped
class CommandAuthorizer {

    private final RoomPolicy policy;

    CommandAuthorizer(RoomPolicy policy) {
        this.policy = policy;
    }

    Uni<Boolean> join(Caller caller, String room) {
        return RoomPolicy.require(policy.mayJoin(caller, room), "You may not join the room " + room + ".");
    }

    Uni<Boolean> send(Caller caller, String room) {
        return RoomPolicy.require(policy.maySend(caller, room), "You may not send to the room " + room + ".");
    }

    /** The rooms that the caller follows without having asked to. */
    Uni<Set<String>> followed(Caller caller) {
        return policy.followed(caller);
    }
}
