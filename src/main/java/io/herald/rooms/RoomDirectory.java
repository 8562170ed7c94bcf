package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Ticker;
import io.herald.event.Channel;
import io.herald.log.FallbackValueStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;

/**
 * Provides rooms and memberships: from PostgreSQL, cached for a minute, or from the copy in Redis while PostgreSQL is
 * unavailable. Fails if there is no copy either, since a stream must not silently lack rooms.
 */
@ApplicationScoped
class RoomDirectory {

    private final CacheWithFallback<RoomSettings> rooms;
    private final CacheWithFallback<Set<String>> members;

    @Inject
    RoomDirectory(MembershipSource source, FallbackValueStore fallbackCache) {
        this(source, fallbackCache, Ticker.systemTicker());
    }

    RoomDirectory(MembershipSource source, FallbackValueStore fallbackCache, Ticker ticker) {
        this.rooms = new CacheWithFallback<>(
                new CacheWithFallback.Codec<>("room:", RoomSettings::toText, RoomSettings::parse),
                fallbackCache,
                source::room,
                ticker);
        this.members = new CacheWithFallback<>(
                new CacheWithFallback.Codec<>("member:", RoomDirectory::toText, RoomDirectory::parse),
                fallbackCache,
                source::roomsOf,
                ticker);
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

    /** Discards a room, or a user's memberships, from the cache: they have changed in PostgreSQL. */
    void changed(Channel about) {
        cache(about).changed(about);
    }

    /** Discards the whole cache: any room and any user's memberships may have changed in PostgreSQL. */
    void allChanged() {
        rooms.allChanged();
        members.allChanged();
    }

    private CacheWithFallback<?> cache(Channel about) {
        return about.isUser() ? members : rooms;
    }

    private static String toText(Set<String> rooms) {
        return String.join(" ", new TreeSet<>(rooms));
    }

    private static Set<String> parse(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }
}
