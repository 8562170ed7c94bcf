package io.herald.inbox;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, which may be away: then everything asked of it fails as unavailable, and in time. */
@ApplicationScoped
class Database {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Connection, resources, intervention from outside, a rollback for the sake of others. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

    /** The schema is not there yet. */
    private static final Set<String> NOT_MIGRATED = Set.of("42P01", "42883", "42703");

    private final Pool pool;
    private final Duration timeout;

    Database(Pool pool, InboxConfig config) {
        this.pool = pool;
        this.timeout = config.timeout();
    }

    Pool pool() {
        return pool;
    }

    Uni<RowSet<Row>> run(String sql, Tuple values) {
        return guard(pool.preparedQuery(sql).execute(values));
    }

    /**
     * The same for whatever else goes there. The caller gives up in time, and the work is left to end by itself: taken away
     * in the middle of a statement, a session is closed under its own transaction.
     */
    <T> Uni<T> guard(Uni<T> work) {
        return Uni.createFrom()
                .<T>emitter(caller -> work.subscribe().with(caller::complete, caller::fail))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(Database::isAway)
                .transform(failure -> unavailable());
    }

    static ProblemException unavailable() {
        return Problem.unavailable("The inbox cannot be reached at the moment.", RETRY_AFTER)
                .asException();
    }

    static boolean isAway(@Nullable Throwable failure) {
        if (failure == null) {
            return false;
        }
        if (failure instanceof PgException refusal) {
            String state = String.valueOf(refusal.getSqlState());
            return NOT_MIGRATED.contains(state)
                    || state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
        }
        boolean noAnswer = failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof VertxException
                || failure instanceof NoStackTraceThrowable;
        return noAnswer || isAway(failure.getCause());
    }
}
