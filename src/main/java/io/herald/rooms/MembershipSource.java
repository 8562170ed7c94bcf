package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * Reads rooms and memberships from the source of truth. May be called on any thread; never blocks. A result contains every change
 * that was committed before the subscription. Fails while the store is unavailable.
 */
interface MembershipSource {

    /** Returns the settings of a room; the defaults if the room is not stored. */
    Uni<RoomSettings> room(String name);

    Uni<Set<String>> roomsOf(String user);
}
