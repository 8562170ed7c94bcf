package io.herald.hooks;

import io.herald.database.DatabaseUnavailable;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/** Runs the database calls of hooks. If PostgreSQL is unavailable or exceeds the timeout, they fail with 503. */
@ApplicationScoped
class HookDatabase {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Pool pool;

    HookDatabase(Pool pool) {
        this.pool = pool;
    }

    Uni<RowSet<Row>> run(String sql, Tuple values) {
        return guard(pool.preparedQuery(sql).execute(values));
    }

    <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return guard(pool.withTransaction(work));
    }

    /** After the timeout the call fails and the work continues: a cancellation would close the session during its transaction. */
    private static <T> Uni<T> guard(Uni<T> work) {
        return Uni.createFrom()
                .<T>emitter(caller -> work.subscribe().with(caller::complete, caller::fail))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure(DatabaseUnavailable::isCauseOf)
                .transform(failure -> unavailable());
    }

    private static ProblemException unavailable() {
        return Problem.unavailable("The events of hooks are unavailable. Retry later.", RETRY_AFTER)
                .asException();
    }
}
