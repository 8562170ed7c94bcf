package io.herald.users;

import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Revocations in PostgreSQL: the truth, which instances keep a copy of. */
@ApplicationScoped
class RevocationStore {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Pool pool;

    RevocationStore(Pool pool) {
        this.pool = pool;
    }

    /** A result means that it is stored; fails as unavailable where PostgreSQL is away. */
    Uni<Void> add(Revocation revocation) {
        Uni<?> stored = revocation instanceof Revocation.Before before
                ? pool.preparedQuery(
                                "INSERT INTO revocation_before (user_id, before) VALUES ($1, $2) ON CONFLICT (user_id)"
                                        + " DO UPDATE SET before = greatest(revocation_before.before, excluded.before)")
                        .execute(Tuple.of(before.user(), before.time().atOffset(ZoneOffset.UTC)))
                : pool.preparedQuery(
                                "INSERT INTO revocation_token (user_id, jti) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                        .execute(Tuple.of(revocation.user(), ((Revocation.Single) revocation).jti()));
        return stored.ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(away -> Problem.unavailable("Revocations cannot be stored now.", RETRY_AFTER)
                        .asException())
                .replaceWithVoid();
    }

    Uni<List<Revocation>> all() {
        Uni<List<Revocation>> before = pool.query("SELECT user_id, before FROM revocation_before")
                .execute()
                .map(rows ->
                        list(rows, row -> new Revocation.Before(row.getString(0), time(row.getOffsetDateTime(1)))));
        Uni<List<Revocation>> single = pool.query("SELECT user_id, jti FROM revocation_token")
                .execute()
                .map(rows -> list(rows, row -> new Revocation.Single(row.getString(0), row.getString(1))));
        return Uni.combine().all().unis(before, single).with((some, others) -> {
            List<Revocation> all = new ArrayList<>(some);
            all.addAll(others);
            return all;
        });
    }

    private static java.time.Instant time(OffsetDateTime time) {
        return time.toInstant();
    }

    private static List<Revocation> list(Iterable<Row> rows, java.util.function.Function<Row, Revocation> read) {
        List<Revocation> list = new ArrayList<>();
        rows.forEach(row -> list.add(read.apply(row)));
        return list;
    }
}
