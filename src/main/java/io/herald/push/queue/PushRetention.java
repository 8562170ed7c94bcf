package io.herald.push.queue;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.herald.push.settings.PushSettings;
import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Deletes expired subscriptions. If Web Push is disabled, also deletes the pushes and broadcasts of a day ago, which no
 * instance sends.
 */
@ApplicationScoped
class PushRetention implements DatabaseTask {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ROWS_AT_ONCE = 1_000;

    private static final String EXPIRED_SUBSCRIPTIONS = """
        DELETE FROM push_subscription WHERE id IN (
            SELECT id FROM push_subscription WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private static final String UNSENT_PUSHES = """
        DELETE FROM push_job WHERE created_at < now() - interval '1 day' AND id IN (
            SELECT id FROM push_job ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private static final String UNSENT_BROADCASTS = """
        DELETE FROM push_broadcast WHERE seq IN (
            SELECT seq FROM push_broadcast WHERE at < now() - interval '1 day' LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private final PushDatabase database;
    private final PushSettings settings;

    PushRetention(PushDatabase database, PushSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "push.sweep";
    }

    @Override
    public Duration period() {
        return PERIOD;
    }

    @Override
    public boolean hasRandomInitialDelay() {
        return true;
    }

    @Override
    public Uni<NextRun> run() {
        List<String> deletions = settings.isEnabled()
                ? List.of(EXPIRED_SUBSCRIPTIONS)
                : List.of(EXPIRED_SUBSCRIPTIONS, UNSENT_PUSHES, UNSENT_BROADCASTS);
        return Uni.join()
                .all(deletions.stream().map(this::delete).toList())
                .usingConcurrencyOf(1)
                .andFailFast()
                .map(rows -> NextRun.immediatelyIf(rows.contains(ROWS_AT_ONCE)));
    }

    private Uni<Integer> delete(String deletion) {
        return database.run(deletion, Tuple.tuple()).map(RowSet::rowCount);
    }
}
