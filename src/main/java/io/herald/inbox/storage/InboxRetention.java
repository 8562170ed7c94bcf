package io.herald.inbox.storage;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Deletes expired and old rows in batches, so that no statement locks many rows for long. Every instance runs this task and
 * skips rows that another instance has locked.
 */
@ApplicationScoped
class InboxRetention implements DatabaseTask {

    private static final int ROWS_AT_ONCE = 1_000;

    private static final String EXPIRED_ITEMS = """
        WITH gone AS (
            DELETE FROM inbox_item WHERE (user_id, notification_id) IN (
                SELECT user_id, notification_id FROM inbox_item WHERE expires_at < $1
                ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING notification_id, read_at
        ), kept AS (
            INSERT INTO notification_fact AS f (notification_id, swept, swept_read)
            SELECT notification_id, count(*), count(read_at) FROM gone GROUP BY 1 ORDER BY 1
            ON CONFLICT (notification_id) DO UPDATE
            SET swept = f.swept + excluded.swept, swept_read = f.swept_read + excluded.swept_read
        )
        SELECT 1 FROM gone\
        """;

    private static final String OLD_ITEMS = """
        DELETE FROM inbox_item WHERE (user_id, notification_id) IN (
            SELECT i.user_id, i.notification_id FROM notification AS n
            JOIN inbox_item AS i ON i.notification_id = n.id WHERE n.at < $1
            LIMIT 1000 FOR UPDATE OF i SKIP LOCKED)\
        """;

    private static final String OLD_NOTIFICATIONS = """
        DELETE FROM notification WHERE id IN (
            SELECT id FROM notification AS n WHERE at < $1
            AND NOT EXISTS (SELECT 1 FROM inbox_item AS i WHERE i.notification_id = n.id)
            ORDER BY at LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    /**
     * Compares the ids of notifications, which start with the time (UUID version 7). So it also deletes the facts of
     * notifications that have no row of their own.
     */
    private static final String OLD_FACTS = """
        DELETE FROM notification_fact WHERE notification_id IN (
            SELECT notification_id FROM notification_fact
            WHERE notification_id < (lpad(to_hex((extract(epoch FROM $1::timestamptz) * 1000)::bigint), 12, '0')
                || '00000000000000000000')::uuid
            LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private final InboxDatabase database;
    private final InboxConfig config;
    private final Clock clock;

    InboxRetention(InboxDatabase database, InboxConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "inbox.retention";
    }

    @Override
    public Duration period() {
        return config.sweep();
    }

    @Override
    public boolean hasRandomInitialDelay() {
        return true;
    }

    @Override
    public Uni<NextRun> run() {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        OffsetDateTime oldest = now.minus(config.retention());
        List<Uni<Integer>> deletions = List.of(
                delete(EXPIRED_ITEMS, now),
                delete(OLD_ITEMS, oldest),
                delete(OLD_NOTIFICATIONS, oldest),
                delete(OLD_FACTS, oldest));
        return Uni.join()
                .all(deletions)
                .usingConcurrencyOf(1)
                .andFailFast()
                .map(rows -> NextRun.immediatelyIf(rows.contains(ROWS_AT_ONCE)));
    }

    private Uni<Integer> delete(String deletion, OffsetDateTime olderThan) {
        return database.run(deletion, Tuple.of(olderThan)).map(RowSet::rowCount);
    }
}
