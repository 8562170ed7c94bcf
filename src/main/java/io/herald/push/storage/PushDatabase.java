package io.herald.push.storage;

import io.herald.database.DatabaseUnavailable;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Runs the database calls of Web Push. If PostgreSQL is unavailable or exceeds the timeout, they fail with 503. */
@ApplicationScoped
public class PushDatabase {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Pool pool;

    PushDatabase(Pool pool) {
        this.pool = pool;
    }

    /** Runs a statement. After the timeout the call fails and the statement continues. */
    public Uni<RowSet<Row>> run(String sql, Tuple values) {
        return Uni.createFrom()
                .<RowSet<Row>>emitter(caller ->
                        pool.preparedQuery(sql).execute(values).subscribe().with(caller::complete, caller::fail))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure(DatabaseUnavailable::isCauseOf)
                .transform(failure -> Problem.unavailable("Web Push is unavailable. Retry later.", RETRY_AFTER)
                        .asException());
    }
}
