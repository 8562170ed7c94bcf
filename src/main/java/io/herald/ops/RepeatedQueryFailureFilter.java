package io.herald.ops;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Leaves out that a query has failed a second time. Where PostgreSQL refuses connections, Vert.x' pool tells it at once and
 * does not take back its timer, which half a minute later finds the query over and has a page to say about it
 * (eclipse-vertx/vertx-sql-client#1706).
 */
@LoggingFilter(name = "told-already")
final class RepeatedQueryFailureFilter implements Filter {

    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public boolean isLoggable(LogRecord told) {
        return !(told.getThrown() instanceof IllegalStateException late
                && "Result is already complete".equals(late.getMessage())
                && Arrays.stream(late.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(POOL)));
    }
}
