package io.herald.inbox.storage;

import io.herald.database.DatabaseUnavailable;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Runs the database calls of the inbox. If PostgreSQL is unavailable or exceeds the timeout, they fail with 503. */
@ApplicationScoped
public class InboxDatabase {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Pool pool;
    private final Duration timeout;

    InboxDatabase(Pool pool, InboxConfig config) {
        this.pool = pool;
        this.timeout = config.timeout();
    }

    public Pool pool() {
        return pool;
    }

    public Uni<RowSet<Row>> run(String sql, Tuple values) {
        return guard(pool.preparedQuery(sql).execute(values));
    }

    /**
     * Applies the timeout and the mapping of failures to any database work. After the timeout the caller fails and the work
     * continues: cancellation in the middle of a statement would close the session during its transaction.
     */
    public <T> Uni<T> guard(Uni<T> work) {
        return Uni.createFrom()
                .<T>emitter(caller -> work.subscribe().with(caller::complete, caller::fail))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(DatabaseUnavailable::isCauseOf)
                .transform(failure -> unavailable());
    }

    public static ProblemException unavailable() {
        return Problem.unavailable("The inbox is unavailable. Retry later.", RETRY_AFTER)
                .asException();
    }
}
