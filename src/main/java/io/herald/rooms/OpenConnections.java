package io.herald.rooms;

import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** The open connections of this instance. Never blocks; may be called on any thread. */
interface OpenConnections {

    /** The channels that connections follow or join now. */
    Uni<Set<Channel>> followed();

    /**
     * Compares the connections that follow or join these channels with what the directory says now: all rooms of a user's
     * connections, and the room alone for those that follow it.
     *
     * @param changed rooms and users
     */
    void review(List<Channel> changed);
}
