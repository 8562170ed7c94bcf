package io.herald.database;

import io.vertx.pgclient.PgException;

/**
 * A failure that a retry does not remedy. The message contains the type of the failure, the SQLSTATE, the table and the
 * constraint. It omits the original message, in which PostgreSQL and parsers quote values.
 */
public final class PermanentDatabaseError extends RuntimeException {

    private PermanentDatabaseError(String what, Throwable failure) {
        super(what);
        setStackTrace(failure.getStackTrace());
    }

    public static PermanentDatabaseError of(Throwable failure) {
        return failure instanceof PermanentDatabaseError known
                ? known
                : new PermanentDatabaseError(what(failure), failure);
    }

    private static String what(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        if (failure instanceof PgException refusal) {
            return name + " " + refusal.getSqlState() + " table=" + refusal.getTable() + " constraint="
                    + refusal.getConstraint();
        }
        String state = SqlState.of(failure);
        return state == null ? name : name + " " + state;
    }
}
