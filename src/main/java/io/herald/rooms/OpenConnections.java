package io.herald.rooms;

import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** The open connections of this instance. Never blocks; may be called on any thread. */
interface OpenConnections {

    /** Returns the channels that connections follow or join now. */
    Uni<Set<Channel>> followed();

    /**
     * Compares the connections that follow or join these channels with the directory. For a user, all rooms of the user's
     * connections are compared; for a room, only that room in the connections that follow or join it.
     *
     * @param changed the channels of rooms and users
     */
    void review(List<Channel> changed);
}
