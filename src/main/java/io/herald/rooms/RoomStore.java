package io.herald.rooms;

import io.herald.database.DatabaseUnavailable;
import io.herald.database.PermanentDatabaseError;
import io.herald.database.SqlState;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Stores rooms and members in PostgreSQL, for the calls of administrators. Fails with a 503 problem while
 * PostgreSQL is unavailable, and with a {@link PermanentDatabaseError} if a retry would not help. Sessions are stateless: a
 * stateful session retains each mutation query until it ends, and logs a warning about it.
 */
@ApplicationScoped
class RoomStore {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Mutiny.SessionFactory sessions;
    private final Clock clock;

    RoomStore(Mutiny.SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    Uni<@Nullable RoomEntity> find(String name) {
        return inTransaction(session -> session.get(RoomEntity.class, name));
    }

    /** Returns the rooms after a name, ordered by name. */
    Uni<List<RoomEntity>> list(String after, int limit) {
        return inTransaction(
                session -> session.createSelectionQuery("from Room where name > :after order by name", RoomEntity.class)
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList());
    }

    /**
     * Creates a room or replaces its settings.
     *
     * @return whether the room is new
     */
    Uni<Boolean> put(String name, RoomSettings settings) {
        return inTransaction(session -> session.get(RoomEntity.class, name).chain(found -> {
            RoomEntity room = found == null ? new RoomEntity(name, clock.instant()) : found;
            room.apply(settings);
            return found == null
                    ? session.insert(room).replaceWith(true)
                    : session.update(room).replaceWith(false);
        }));
    }

    /** Deletes a room and its memberships. Returns the former members; null if there is no such room. */
    Uni<@Nullable List<String>> delete(String name) {
        return inTransaction(session -> session.get(RoomEntity.class, name)
                .chain(found -> found == null
                        ? Uni.createFrom().nullItem()
                        : session.createSelectionQuery(
                                        "select key.user from Member where key.room = :room", String.class)
                                .setParameter("room", name)
                                .getResultList()
                                .call(() -> session.createMutationQuery("delete from Member where key.room = :room")
                                        .setParameter("room", name)
                                        .executeUpdate())
                                .call(() -> session.delete(found))));
    }

    Uni<List<MemberEntity>> members(String room, String after, int limit) {
        return inTransaction(session -> session.createSelectionQuery(
                        "from Member where key.room = :room and key.user > :after order by key.user",
                        MemberEntity.class)
                .setParameter("room", room)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }

    /**
     * Adds a member.
     *
     * @return whether the user was not a member before
     */
    Uni<Boolean> add(String room, String user) {
        MemberEntity.Key key = new MemberEntity.Key(room, user);
        return inTransaction(session -> session.get(MemberEntity.class, key)
                .chain(found -> found == null
                        ? session.insert(new MemberEntity(key, clock.instant())).replaceWith(true)
                        : Uni.createFrom().item(false)));
    }

    /**
     * Removes a member.
     *
     * @return whether the user was a member
     */
    Uni<Boolean> remove(String room, String user) {
        return inTransaction(
                session -> session.createMutationQuery("delete from Member where key.room = :room and key.user = :user")
                        .setParameter("room", room)
                        .setParameter("user", user)
                        .executeUpdate()
                        .map(count -> count > 0));
    }

    /**
     * Runs work in a transaction. If two calls insert the same row concurrently, the second fails with a unique violation and
     * finds the row on its retry.
     */
    private <T> Uni<T> inTransaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> sessions.withStatelessTransaction(work))
                .onFailure(failure -> SqlState.UNIQUE_VIOLATION.equals(SqlState.of(failure)))
                .retry()
                .atMost(1)
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .transform(RoomStore::toProblem);
    }

    private static Throwable toProblem(Throwable failure) {
        return DatabaseUnavailable.isCauseOf(failure)
                ? Problem.unavailable("Rooms are unavailable. Retry later.", RETRY_AFTER)
                        .asException()
                : PermanentDatabaseError.of(failure);
    }
}
