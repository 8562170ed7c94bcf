package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.publish.TimeBudget;
import io.herald.publish.channel.SendAuthorizer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Checks commands against the room policy. The results fail with a 403 if the policy denies the command. */
@ApplicationScoped
class CommandAuthorizer {

    private final RoomPolicy policy;
    private final SendAuthorizer sendAuthorizer;

    CommandAuthorizer(RoomPolicy policy, SendAuthorizer sendAuthorizer) {
        this.policy = policy;
        this.sendAuthorizer = sendAuthorizer;
    }

    Uni<Boolean> join(Caller caller, String room) {
        return RoomPolicy.require(policy.mayJoin(caller, room), "You may not join the room " + room + ".");
    }

    /** Returns what the check has left of the time budget of the command. */
    Uni<TimeBudget.Remainder> send(Caller caller, String room) {
        return sendAuthorizer.authorize(caller, room, "You may not send to the room " + room + ".");
    }

    /** Returns the rooms that the caller's connections follow without a join. */
    Uni<Set<String>> followed(Caller caller) {
        return policy.followedRooms(caller);
    }
}
