package io.herald.database;

import io.herald.vertx.VertxErrors;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes temporary failures of PostgreSQL, after which the same operation may be retried. All others are a
 * {@link PermanentDatabaseError}.
 */
public final class DatabaseUnavailable {

    /**
     * Classes of SQLSTATE: connection exception (08), transaction rollback (40), insufficient resources (53), object not in
     * prerequisite state (55), operator intervention (57), system error (58).
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

    /** Undefined table, function or column: the migration has not run yet. */
    private static final Set<String> NOT_MIGRATED = Set.of("42P01", "42883", "42703");

    private DatabaseUnavailable() {}

    public static boolean isCauseOf(@Nullable Throwable failure) {
        String state = SqlState.of(failure);
        return state == null
                ? isNoAnswer(failure)
                : NOT_MIGRATED.contains(state)
                        || state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
    }

    /** Returns whether the schema lacks something that a migration adds. {@link Migrations} logs why it has not run yet. */
    public static boolean isMigrationPending(@Nullable Throwable failure) {
        String state = SqlState.of(failure);
        return state != null && NOT_MIGRATED.contains(state);
    }

    private static boolean isNoAnswer(@Nullable Throwable failure) {
        return failure != null
                && (failure instanceof IOException
                        || failure instanceof TimeoutException
                        || failure instanceof java.util.concurrent.TimeoutException
                        || failure instanceof VertxException
                        || VertxErrors.isMessageOnly(failure)
                        || isNoAnswer(failure.getCause()));
    }
}
