package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Ticker;
import io.herald.event.Channel;
import io.herald.log.FallbackValueStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Provides rooms and memberships: from PostgreSQL, cached for a minute, or from the copy in Redis while PostgreSQL is
 * unavailable. Fails if there is no copy either, since a stream must not silently lack rooms.
 */
@ApplicationScoped
class RoomDirectory {

    private final CacheWithFallback<RoomSettings> rooms;
    private final CacheWithFallback<Set<String>> members;
    private final AtomicReference<@Nullable Channel> decidedByCopy = new AtomicReference<>();

    @Inject
    RoomDirectory(MembershipSource source, FallbackValueStore fallbackCache) {
        this(source, fallbackCache, Ticker.systemTicker());
    }

    RoomDirectory(MembershipSource source, FallbackValueStore fallbackCache, Ticker ticker) {
        this.rooms = new CacheWithFallback<>(
                new CacheWithFallback.Codec<>("room:", RoomSettings::toText, RoomSettings::parse),
                fallbackCache,
                source::room,
                decidedByCopy::set,
                ticker);
        this.members = new CacheWithFallback<>(
                new CacheWithFallback.Codec<>("member:", RoomDirectory::toText, RoomDirectory::parse),
                fallbackCache,
                source::roomsOf,
                decidedByCopy::set,
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

    /**
     * Returns a room or a user that a copy has decided about since {@link #discardCopies}; null if PostgreSQL has decided all.
     * The copy may precede a change.
     */
    @Nullable
    Channel decidedByCopy() {
        return decidedByCopy.get();
    }

    /** Discards the copies in memory: PostgreSQL decides again. The {@link #changes} of all rooms and users grow. */
    void discardCopies() {
        decidedByCopy.set(null);
        rooms.discardCopies();
        members.discardCopies();
    }

    /** Deletes the copy of a room, or of a user's memberships, which precedes a change. Fails as the log does. */
    Uni<Void> deleteCopy(Channel about) {
        return cache(about).deleteCopy(about);
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
        return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
    }
}
