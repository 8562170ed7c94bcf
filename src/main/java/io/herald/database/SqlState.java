package io.herald.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The five characters by which PostgreSQL says what was wrong. */
public final class SqlState {

    /** Somebody else has made the same in the meantime. */
    public static final String UNIQUE_VIOLATION = "23505";

    private SqlState() {}

    /** Null where it was not PostgreSQL that refused. Hibernate tells it in an exception of JDBC, and leaves the client's out. */
    public static @Nullable String of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refusal) {
                return refusal.getSqlState();
            }
            if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
                return refusal.getSQLState();
            }
        }
        return null;
    }
}
