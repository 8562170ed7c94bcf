package io.herald.hooks;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Deletes events a day after they were delivered or have failed, and hooks that are no longer configured. Every instance runs this
 * task, and skips rows that another instance has locked.
 */
@ApplicationScoped
class HookRetention implements DatabaseTask {

    private static final int ROWS_AT_ONCE = 1_000;

    private static final String ENDED = """
        DELETE FROM hook_event WHERE id IN (
            SELECT id FROM hook_event WHERE state > 0 AND ended_at < now() - interval '1 day'
            ORDER BY ended_at LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    /** The events of a disabled hook wait for a day, and fail then. */
    private static final String NOT_SENT = """
        UPDATE hook_event SET state = 2, ended_at = now() WHERE id IN (
            SELECT e.id FROM hook AS h CROSS JOIN LATERAL (
                SELECT id FROM hook_event AS w WHERE w.hook = h.name AND w.state = 0 AND w.at < now() - interval '1 day'
                ORDER BY w.id LIMIT 1000 FOR UPDATE SKIP LOCKED) AS e
            WHERE h.disabled_at IS NOT NULL LIMIT 1000)\
        """;

    private static final String NOT_CONFIGURED = """
        DELETE FROM hook_event WHERE id IN (
            SELECT e.id FROM hook AS h JOIN hook_event AS e ON e.hook = h.name
            WHERE h.seen_at < now() - interval '1 day' LIMIT 1000 FOR UPDATE OF e SKIP LOCKED)\
        """;

    private static final String HOOKS = """
        DELETE FROM hook AS h WHERE seen_at < now() - interval '1 day'
            AND NOT EXISTS (SELECT FROM hook_event AS e WHERE e.hook = h.name)\
        """;

    /** What was staged for hooks that do not exist any more. */
    private static final String STAGED = """
        DELETE FROM hook_staged WHERE id IN (
            SELECT id FROM hook_staged WHERE NOT EXISTS (SELECT FROM hook) ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private final HookDatabase database;

    HookRetention(HookDatabase database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "hooks.retention";
    }

    @Override
    public Duration period() {
        return Duration.ofMinutes(1);
    }

    @Override
    public boolean hasRandomInitialDelay() {
        return true;
    }

    @Override
    public Uni<NextRun> run() {
        List<Uni<Integer>> deletions =
                List.of(rows(ENDED), rows(NOT_SENT), rows(NOT_CONFIGURED), rows(HOOKS), rows(STAGED));
        return Uni.join()
                .all(deletions)
                .usingConcurrencyOf(1)
                .andFailFast()
                .map(rows -> NextRun.immediatelyIf(rows.contains(ROWS_AT_ONCE)));
    }

    private Uni<Integer> rows(String sql) {
        return Uni.createFrom().deferred(() -> database.run(sql, Tuple.tuple())).map(RowSet::rowCount);
    }
}
