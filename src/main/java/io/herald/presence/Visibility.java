package io.herald.presence;

import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/**
 * Records whether a person sees a connection, over all instances. A connection that reports nothing counts as not visible.
 * Never blocks. Fails with a 503 problem while Redis is unavailable.
 */
@ApplicationScoped
public class Visibility {

    private static final Duration TRY_AGAIN = Duration.ofMillis(200);

    private final ConnectionStore connections;
    private final PresenceTracker presenceTracker;

    Visibility(ConnectionStore connections, PresenceTracker presenceTracker) {
        this.connections = connections;
        this.presenceTracker = presenceTracker;
    }

    /** Records the visibility of a connection of any instance. Fails as not found if the user has no such connection. */
    public Uni<Void> set(String user, String connection, boolean visible) {
        Uni<Void> own = presenceTracker.setVisible(user, connection, visible);
        return own != null ? own : set(user, connection, visible, true);
    }

    /** Tries again: the instance of a connection that has just been opened may not have written its entry yet. */
    private Uni<Void> set(String user, String connection, boolean visible, boolean again) {
        return connections.setVisible(user, connection, visible).chain(found -> {
            if (found) {
                return Uni.createFrom().voidItem();
            }
            if (!again) {
                throw Problem.notFound("You have no such connection.").asException();
            }
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(TRY_AGAIN)
                    .chain(() -> set(user, connection, visible, false));
        });
    }

    /** Returns those of the users of whom a person sees a connection now. */
    public Uni<Set<String>> visibleUsers(Collection<String> users) {
        return users.isEmpty() ? Uni.createFrom().item(Set.of()) : connections.visibleUsers(users);
    }
}
