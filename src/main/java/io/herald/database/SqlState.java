package io.herald.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the SQLSTATE, the five-character error code of PostgreSQL, from a failure. */
public final class SqlState {

    /** A concurrent transaction has inserted the same key. */
    public static final String UNIQUE_VIOLATION = "23505";

    private SqlState() {}

    /**
     * Returns the SQLSTATE, or null if the failure does not come from PostgreSQL. Hibernate reports it in a
     * {@link SQLException} and drops the exception of the client.
     */
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
