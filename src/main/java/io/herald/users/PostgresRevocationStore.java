package io.herald.users;

import io.herald.database.DatabaseUnavailable;
import io.herald.database.SqlState;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Stores revocations in PostgreSQL, the source of truth. */
@ApplicationScoped
class PostgresRevocationStore implements RevocationStore {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String ADD_BEFORE = """
            INSERT INTO revocation_before (user_id, before) VALUES ($1, $2)
            ON CONFLICT (user_id) DO UPDATE SET before = greatest(revocation_before.before, excluded.before)""";
    private static final String ADD_TOKEN =
            "INSERT INTO revocation_token (user_id, jti) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    /**
     * Also returns the last value of the sequence. If it is below the number after which the query reads, the server has lost
     * numbers, for example in a failover, and assigns them again.
     */
    private static final String READ = """
            SELECT seq, user_id, NULL AS jti, before AS at, NULL::bigint AS last FROM revocation_before WHERE seq > $1
            UNION ALL SELECT seq, user_id, jti, stored_at, NULL FROM revocation_token WHERE seq > $1
            UNION ALL SELECT 0, NULL, NULL, NULL, last_value FROM revocation_seq""";

    private final Pool pool;

    PostgresRevocationStore(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> add(Revocation revocation) {
        Uni<?> stored = revocation instanceof Revocation.Single single
                ? pool.preparedQuery(ADD_TOKEN).execute(Tuple.of(single.user(), single.jti()))
                : pool.preparedQuery(ADD_BEFORE).execute(Tuple.of(revocation.user(), time(revocation.time())));
        return stored.ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .transform(unavailable -> Problem.unavailable(
                                "Revocations cannot be stored now. Retry later.", RETRY_AFTER)
                        .asException())
                .replaceWithVoid();
    }

    @Override
    public Uni<Part> after(long seq) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(seq))
                .map(rows -> part(rows, seq))
                .onFailure(failure -> UNDEFINED_TABLE.equals(SqlState.of(failure)))
                .recoverWithUni(this::ofNewDatabase)
                .onFailure(DatabaseUnavailable::isMigrationPending)
                .transform(outdated -> notMigrated())
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /**
     * Returns an empty result if the tables do not exist: such a database has never stored a revocation. Fails if they exist: an
     * older schema lacks only the sequence.
     */
    private Uni<Part> ofNewDatabase() {
        return pool.query("SELECT to_regclass('revocation_token') IS NULL AND to_regclass('revocation_before') IS NULL")
                .execute()
                .map(rows -> {
                    if (rows.iterator().next().getBoolean(0)) {
                        return new Part(List.of(), 0, false);
                    }
                    throw notMigrated();
                });
    }

    private static ProblemException notMigrated() {
        return Problem.unavailable("Revocations are unavailable until the schema is migrated.", RETRY_AFTER)
                .asException();
    }

    private static Part part(RowSet<Row> rows, long after) {
        List<Revocation> revocations = new ArrayList<>();
        long seq = after;
        boolean hasGoneBack = false;
        for (Row row : rows) {
            Long last = row.getLong("last");
            if (last != null) {
                hasGoneBack = last < after;
            } else {
                revocations.add(revocation(row));
                seq = Math.max(seq, row.getLong("seq"));
            }
        }
        return new Part(revocations, seq, hasGoneBack);
    }

    private static Revocation revocation(Row row) {
        String jti = row.getString("jti");
        Instant time = row.getOffsetDateTime("at").toInstant();
        return jti == null
                ? new Revocation.Before(row.getString("user_id"), time)
                : new Revocation.Single(row.getString("user_id"), jti, time);
    }

    @Override
    public Uni<Void> deleteBefore(Instant earliest) {
        Tuple time = Tuple.of(time(earliest));
        return pool.preparedQuery("DELETE FROM revocation_before WHERE before < $1")
                .execute(time)
                .chain(() -> pool.preparedQuery("DELETE FROM revocation_token WHERE stored_at < $1")
                        .execute(time))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .replaceWithVoid();
    }

    private static OffsetDateTime time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
