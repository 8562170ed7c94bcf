package io.herald.ops;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date, when PostgreSQL lets it. Publishing and streams work without PostgreSQL, so the service
 * must start without it, too: nothing waits for this, and it tries until it has succeeded.
 */
@ApplicationScoped
public class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    private final Flyway flyway;
    private volatile boolean done;
    private Cancellable running = () -> {};

    Migrations(Flyway flyway) {
        this.flyway = flyway;
    }

    /** Whether the schema is the one that this version was written for. */
    public boolean done() {
        return done;
    }

    void start(@Observes StartupEvent event) {
        running = migrate().subscribe().with(this::succeeded);
    }

    /** Several instances may start at once: Flyway's own lock in the database lets one through after the other. */
    private Uni<Integer> migrate() {
        return Uni.createFrom()
                .item(() -> flyway.migrate().migrationsExecuted)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .onFailure()
                .invoke(Migrations::failed)
                .onFailure()
                .retry()
                .withBackOff(FIRST_DELAY, LONGEST_DELAY)
                .indefinitely();
    }

    private void succeeded(int executed) {
        done = true;
        LOG.infof("schema is up to date, migrations applied: %d", executed);
    }

    private static void failed(Throwable failure) {
        LOG.warnf("PostgreSQL cannot be migrated yet, will be tried again: %s", rootOf(failure));
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    @PreDestroy
    void stop() {
        running.cancel();
    }
}
