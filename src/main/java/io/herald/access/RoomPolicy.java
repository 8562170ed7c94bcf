package io.herald.access;

import io.herald.event.Channel;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * Decides what a caller may do in a room, for every transport. Never blocks. Fails with a
 * {@link io.herald.problem.ProblemException} 503 only if the decision is not possible at the moment.
 */
public interface RoomPolicy {
    Uni<Boolean> mayJoin(Caller caller, String room);

    /**
     * Decides whether the caller may send to a room. Nobody may send to the
     * {@linkplain io.herald.event.NameSyntax#isServiceRoom rooms of the service itself}, not even an administrator.
     */
    Uni<Boolean> maySend(Caller caller, String room);

    /** Returns the decision. Fails with 403 and the given detail if it is negative. */
    static Uni<Boolean> require(Uni<Boolean> decision, String otherwise) {
        return decision.invoke(allowed -> {
            if (!allowed) {
                throw Problem.forbidden(otherwise).asException();
            }
        });
    }

    /**
     * Returns a number that grows with each change of a room, or of a user's memberships, that this instance learns of.
     * A decision about either that began at a lower number may be outdated.
     *
     * @param about the room, or the user
     */
    long changeCount(Channel about);

    /** Returns the rooms that a caller follows on connect without listing them. */
    Uni<Set<String>> followedRooms(Caller caller);
}
