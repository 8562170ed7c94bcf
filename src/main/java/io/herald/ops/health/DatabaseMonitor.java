package io.herald.ops.health;

import io.herald.database.Migrations;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Checks periodically whether PostgreSQL answers, so that health checks return a cached result and never wait for it. */
@ApplicationScoped
class DatabaseMonitor {

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Pool pool;
    private final Migrations migrations;
    private final PeriodicTasks tasks;
    private volatile boolean unreachable;

    DatabaseMonitor(Pool pool, Migrations migrations, PeriodicTasks tasks) {
        this.pool = pool;
        this.migrations = migrations;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        tasks.start("database.monitor", TaskTiming.every(PERIOD), PeriodicWork.async(this::check));
    }

    private Uni<Void> check() {
        return pool.query("SELECT 1")
                .execute()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onItemOrFailure()
                .invoke((rows, failure) -> unreachable = failure != null)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    boolean isDegraded() {
        return unreachable || !migrations.isUsable();
    }

    /** Returns the state as the health check reports it. */
    String state() {
        if (unreachable) {
            return "degraded: unreachable";
        }
        if (!migrations.isUsable()) {
            return "degraded: not migrated yet";
        }
        return migrations.done() ? "up to date" : "builds indexes";
    }
}
