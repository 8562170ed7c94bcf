package io.herald.access;

import io.herald.event.Channel;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * What a caller may do in a room, for every transport. Never blocks; fails with a {@link io.herald.problem.ProblemException} 503 only where
 * it cannot be known at the moment.
 */
public interface RoomPolicy {
    Uni<Boolean> mayJoin(Caller caller, String room);

    /** Nobody may in {@linkplain io.herald.event.NameSyntax#isServiceRoom the service's own}, whatever else they may. */
    Uni<Boolean> maySend(Caller caller, String room);

    /** The decision, which fails with a 403 of these words where it is no. */
    static Uni<Boolean> require(Uni<Boolean> decision, String otherwise) {
        return decision.invoke(allowed -> {
            if (!allowed) {
                throw Problem.forbidden(otherwise).asException();
            }
        });
    }

    /**
     * Returns a number that grows with each change of a room, or of a user's memberships, that this instance hears of. A
     * decision about them that began at a lower number may be outdated.
     *
     * @param about the room, or the user
     */
    long changes(Channel about);

    /** The rooms that a caller follows without having to name them. */
    Uni<Set<String>> followed(Caller caller);
}
