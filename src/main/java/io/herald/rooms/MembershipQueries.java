package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Queries room settings and memberships in PostgreSQL. Uses the pool directly: the calls come from event loops without a request
 * context, where a Hibernate session is not available.
 */
@ApplicationScoped
class MembershipQueries implements MembershipSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** After a failure, queries fail immediately for this time, so that not every caller waits for a timeout. */
    private static final long REST_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Duration SOON = Duration.ofMillis(100);
    private static final String UNDEFINED_TABLE = "42P01";

    private final Pool pool;
    private final RequestCoalescer<RoomSettings> rooms = new RequestCoalescer<>(this::settings);
    private final RequestCoalescer<Set<String>> members = new RequestCoalescer<>(this::memberships);
    private final AtomicLong failedAt = new AtomicLong(System.nanoTime() - REST_NANOS);

    MembershipQueries(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<RoomSettings> room(String name) {
        return rooms.of(name);
    }

    @Override
    public Uni<Set<String>> roomsOf(String user) {
        return members.of(user);
    }

    private Uni<Map<String, RoomSettings>> settings(String[] names) {
        return ask("SELECT name, visibility, kind, keep FROM room WHERE name = ANY($1)", names, rows -> {
            Map<String, RoomSettings> found = new HashMap<>();
            for (String name : names) {
                found.put(name, RoomSettings.USUAL);
            }
            rows.forEach(row ->
                    found.put(row.getString(0), RoomSettings.of(row.getString(1), row.getString(2), row.getString(3))));
            return found;
        });
    }

    private Uni<Map<String, Set<String>>> memberships(String[] users) {
        return ask("SELECT user_id, room FROM room_member WHERE user_id = ANY($1)", users, rows -> {
            Map<String, Set<String>> found = new HashMap<>();
            for (String user : users) {
                found.put(user, new HashSet<>());
            }
            rows.forEach(row -> found.get(row.getString(0)).add(row.getString(1)));
            return found;
        });
    }

    private <T> Uni<T> ask(String sql, String[] about, Function<RowSet<Row>, T> read) {
        return Uni.createFrom()
                .deferred(() -> System.nanoTime() - failedAt.get() < REST_NANOS
                        ? Uni.createFrom().failure(new IllegalStateException("PostgreSQL was unreachable a moment ago"))
                        : query(sql, about, read));
    }

    private <T> Uni<T> query(String sql, String[] about, Function<RowSet<Row>, T> read) {
        return pool.preparedQuery(sql)
                .execute(Tuple.tuple().addArrayOfString(about))
                // Right after start-up the migration may not have created the tables yet.
                .onFailure(MembershipQueries::isSchemaMissing)
                .retry()
                .withBackOff(SOON, SOON)
                .indefinitely()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(read)
                .onFailure()
                .invoke(unavailable -> failedAt.set(System.nanoTime()));
    }

    private static boolean isSchemaMissing(Throwable failure) {
        return failure instanceof DatabaseException error && UNDEFINED_TABLE.equals(error.getSqlState());
    }
}
