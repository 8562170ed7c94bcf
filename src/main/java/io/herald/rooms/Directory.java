package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.log.Copies;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What this instance knows of rooms and members: for a minute in memory, from PostgreSQL, and where that is away from
 * the copy in Redis. Where there is no copy either it says so: a stream with rooms silently missing would be a lie.
 */
@ApplicationScoped
class Directory {

    private static final Logger LOG = Logger.getLogger(Directory.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration COPY_LIFE = Duration.ofDays(7);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MOST = 50_000;

    private final Lookup lookup;
    private final Copies copies;
    private final Cache<String, RoomSettings> rooms =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).build();
    private final Cache<String, Set<String>> members =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).build();

    Directory(Lookup lookup, Copies copies) {
        this.lookup = lookup;
        this.copies = copies;
    }

    Uni<RoomSettings> room(String name) {
        RoomSettings known = rooms.getIfPresent(name);
        return known != null ? Uni.createFrom().item(known) : readRoom(name);
    }

    /** From PostgreSQL, whatever is known. */
    Uni<RoomSettings> readRoom(String name) {
        return read("room:" + name, lookup.room(name), RoomSettings::spelled, RoomSettings::parse)
                .invoke(found -> rooms.put(name, found));
    }

    Uni<Set<String>> roomsOf(String user) {
        Set<String> known = members.getIfPresent(user);
        return known != null ? Uni.createFrom().item(known) : readRoomsOf(user);
    }

    Uni<Set<String>> readRoomsOf(String user) {
        return read("member:" + user, lookup.roomsOf(user), Directory::spelled, Directory::parse)
                .invoke(found -> members.put(user, found));
    }

    void forgetRoom(String name) {
        rooms.invalidate(name);
    }

    void forgetRoomsOf(String user) {
        members.invalidate(user);
    }

    private <T> Uni<T> read(String key, Uni<T> stored, Function<T, String> spell, Function<String, T> parse) {
        return stored.invoke(found -> copies.keep(key, spell.apply(found), COPY_LIFE)
                        .subscribe()
                        .with(kept -> {}, failure -> LOG.debug("rooms.copy.failed")))
                .onFailure()
                .recoverWithUni(away -> copies.find(key)
                        .onFailure()
                        .recoverWithNull()
                        .map(copy -> {
                            if (copy == null) {
                                throw Problem.unavailable("Who belongs to which room cannot be read now.", RETRY_AFTER)
                                        .asException();
                            }
                            return parse.apply(copy);
                        }));
    }

    private static String spelled(Set<String> rooms) {
        return String.join(" ", new TreeSet<>(rooms));
    }

    private static Set<String> parse(String spelled) {
        return spelled.isEmpty() ? Set.of() : Set.of(spelled.split(" "));
    }
}
