package io.herald.rooms;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Deletes messages that are older than their room's retention, and those of rooms that no longer keep messages. A run deletes a
 * bounded number of rows. Every instance runs this task and skips rows that another instance has locked.
 */
@ApplicationScoped
class KeptMessageRetention implements DatabaseTask {

    private static final int ROWS_AT_ONCE = 1_000;

    /** The run fails after this time. PostgreSQL still completes the statement, and the next run continues. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Reads the distinct room names by skipping through the index: there are few rooms with many messages each. */
    private static final String DELETE_EXPIRED = """
        WITH RECURSIVE kept (room) AS (
            (SELECT room FROM kept_message ORDER BY room LIMIT 1)
            UNION ALL
            SELECT (SELECT m.room FROM kept_message AS m WHERE m.room > kept.room ORDER BY m.room LIMIT 1)
            FROM kept WHERE kept.room IS NOT NULL
        ), expired AS (
            SELECT m.* FROM kept LEFT JOIN room AS r ON r.name = kept.room CROSS JOIN LATERAL (
                SELECT room, ms, seq FROM kept_message AS m WHERE m.room = kept.room
                    AND (r.keep IS NULL OR m.ms < extract(epoch FROM now() - r.keep::interval) * 1000)
                ORDER BY ms LIMIT 1000 FOR UPDATE SKIP LOCKED) AS m
            LIMIT 1000
        )
        DELETE FROM kept_message AS k USING expired AS d WHERE k.room = d.room AND k.ms = d.ms AND k.seq = d.seq\
        """;

    private final Pool pool;
    private final Duration timeout;

    @Inject
    KeptMessageRetention(Pool pool) {
        this(pool, TIMEOUT);
    }

    KeptMessageRetention(Pool pool, Duration timeout) {
        this.pool = pool;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "rooms.retention";
    }

    @Override
    public Duration period() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean hasRandomInitialDelay() {
        return true;
    }

    @Override
    public Uni<NextRun> run() {
        return pool.query(DELETE_EXPIRED)
                .execute()
                .ifNoItem()
                .after(timeout)
                .fail()
                .map(deleted -> NextRun.immediatelyIf(deleted.rowCount() == ROWS_AT_ONCE));
    }
}
