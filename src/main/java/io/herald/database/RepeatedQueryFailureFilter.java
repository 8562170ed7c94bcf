package io.herald.database;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Suppresses the second log entry of a failed query. If PostgreSQL refuses connections, the pool of Vert.x fails the query
 * at once but does not cancel its connection timer. When the timer fires, the query is already complete, and the pool logs
 * a stack trace (eclipse-vertx/vertx-sql-client#1706).
 */
@LoggingFilter(name = "repeated-query-failure")
final class RepeatedQueryFailureFilter implements Filter {

    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public boolean isLoggable(LogRecord record) {
        return !(record.getThrown() instanceof IllegalStateException failure
                && "Result is already complete".equals(failure.getMessage())
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(POOL)));
    }
}
