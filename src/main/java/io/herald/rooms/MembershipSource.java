package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * The rooms and the memberships as they are stored. May be called on any thread, does not block. An answer contains every
 * change that was committed before the question was subscribed to. Fails while the store is unavailable.
 */
interface MembershipSource {

    /** The usual settings for a room that is not stored. */
    Uni<RoomSettings> room(String name);

    Uni<Set<String>> roomsOf(String user);
}
