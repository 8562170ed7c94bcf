package io.herald.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Whether PostgreSQL answers, asked now and then: a probe must not wait for it. */
@ApplicationScoped
class DatabaseWatch {

    private static final long LOOK_MS = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final Migrations migrations;
    private long timer;
    private volatile boolean away;

    DatabaseWatch(Pool pool, Migrations migrations) {
        this.pool = pool;
        this.migrations = migrations;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        pool.query("SELECT 1")
                .execute()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(there -> away = false, failure -> away = true);
    }

    boolean isDegraded() {
        return away || !migrations.done();
    }

    /** As the health check has it. */
    String state() {
        if (away) {
            return "degraded: away";
        }
        return migrations.done() ? "up to date" : "degraded: not migrated yet";
    }
}
