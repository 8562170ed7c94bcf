package io.herald.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Migrates the schema in the background. Publishing and streams work without PostgreSQL, so the start does not wait for the
 * migrations; they are retried until they succeed.
 */
@ApplicationScoped
public class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final int FIRST_DELAY_SECONDS = 1;
    private static final int LONGEST_DELAY_SECONDS = 15;

    private final SchemaMigrator migrator;
    private volatile boolean done;
    private volatile boolean stopped;

    Migrations(Flyway flyway) {
        this.migrator = new SchemaMigrator(flyway);
    }

    /** Returns whether all migrations of this version have been applied, including the indexes. */
    public boolean done() {
        return done;
    }

    /** Returns whether the schema has everything that this version requires. Indexes may be missing. */
    public boolean isUsable() {
        return migrator.isUsable();
    }

    void start(@Observes StartupEvent event) {
        Infrastructure.getDefaultWorkerPool().execute(() -> attempt(FIRST_DELAY_SECONDS));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    /** Flyway's lock in the database serializes instances that start at the same time. */
    private void attempt(int delaySeconds) {
        try {
            int executed = migrator.migrate();
            done = true;
            LOG.infof("schema.migrated migrations=%d", executed);
        } catch (RuntimeException e) {
            retryLater(e, delaySeconds);
        }
    }

    private void retryLater(RuntimeException failure, int delaySeconds) {
        if (!stopped) {
            LOG.warnf(
                    "schema.migration.failed retryMs=%d reason=\"%s\"",
                    TimeUnit.SECONDS.toMillis(delaySeconds), rootOf(failure));
            int next = Math.min(delaySeconds * 2, LONGEST_DELAY_SECONDS);
            Infrastructure.getDefaultWorkerPool().schedule(() -> attempt(next), delaySeconds, TimeUnit.SECONDS);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }
}
