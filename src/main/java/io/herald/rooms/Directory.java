package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.log.Copies;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this instance knows of rooms and members: for a minute in memory, from PostgreSQL, and where that is away from
 * the copy in Redis. Where there is no copy either it says so: a stream with rooms silently missing would be a lie.
 */
@ApplicationScoped
class Directory {

    private final CopiedCache<RoomSettings> rooms;
    private final CopiedCache<Set<String>> members;

    Directory(MembershipSource source, Copies copies) {
        this.rooms = new CopiedCache<>(
                new CopiedCache.Codec<>("room:", RoomSettings::spelled, RoomSettings::parse), copies, source::room);
        this.members = new CopiedCache<>(
                new CopiedCache.Codec<>("member:", Directory::spelled, Directory::parse), copies, source::roomsOf);
    }

    Uni<RoomSettings> room(String name) {
        return rooms.get(Channel.room(name));
    }

    Uni<Set<String>> roomsOf(String user) {
        return members.get(Channel.user(user));
    }

    /** Reads a room, or a user's memberships, from PostgreSQL and caches them. Fails while PostgreSQL is unavailable. */
    Uni<Void> refresh(Channel about) {
        return cache(about).read(about).replaceWithVoid();
    }

    /** Returns a number that grows with each {@linkplain #changed change} of a room, or of a user's memberships. */
    long changes(Channel about) {
        return cache(about).changes(about);
    }

    /** A room, or a user's memberships, have changed in PostgreSQL. */
    void changed(Channel about) {
        cache(about).changed(about);
    }

    /** Any room and any user's memberships may have changed in PostgreSQL. */
    void allChanged() {
        rooms.allChanged();
        members.allChanged();
    }

    private CopiedCache<?> cache(Channel about) {
        return about.isUser() ? members : rooms;
    }

    private static String spelled(Set<String> rooms) {
        return String.join(" ", new TreeSet<>(rooms));
    }

    private static Set<String> parse(String spelled) {
        return spelled.isEmpty() ? Set.of() : Set.of(spelled.split(" "));
    }
}
