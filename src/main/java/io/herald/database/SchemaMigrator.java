package io.herald.database;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Applies the missing migrations: first those that the service requires ({@code V1__….sql}), then the online ones
 * ({@code Online1__….sql}), which build indexes while instances read and write. An online migration runs outside of a
 * transaction and can be repeated after an interruption. Online migrations have separate versions, a separate history and a
 * separate lock, so that no other migration waits for them.
 *
 * <p>Both locks belong to a session. The default lock of Flyway belongs to a transaction of its own, and then Flyway commits
 * a migration and its row of the history one after the other: an instance that is killed in between leaves a schema that no
 * instance can migrate. An index build would also wait for the end of that transaction.
 */
final class SchemaMigrator {

    private static final String ONLINE_PREFIX = "Online";
    private static final String ONLINE_HISTORY = "flyway_online_history";

    private final Flyway required;
    private final Flyway online;
    private volatile boolean usable;

    SchemaMigrator(Flyway configured) {
        this.required = required(configured.getConfiguration()).load();
        this.online = online(configured.getConfiguration()).load();
    }

    /** Returns whether the schema has everything that the service requires. */
    boolean isUsable() {
        return usable;
    }

    /** Applies the missing migrations and returns their number. */
    int migrate() {
        int applied = required.migrate().migrationsExecuted;
        usable = true;
        removeFailed();
        return applied + online.migrate().migrationsExecuted;
    }

    /**
     * Removes failed migrations from the history. Flyway records the failure of a migration that runs outside of a
     * transaction, and then refuses to apply any.
     */
    private void removeFailed() {
        boolean failed =
                Arrays.stream(online.info().all()).anyMatch(migration -> migration.getState() == MigrationState.FAILED);
        if (failed) {
            online.repair();
        }
    }

    /**
     * Accepts migrations of a later version. An earlier version finds them if it starts during an upgrade or after a rollback,
     * and Quarkus configures Flyway to refuse them.
     */
    private static FluentConfiguration required(Configuration settings) {
        FluentConfiguration own = Flyway.configure(settings.getClassLoader())
                .configuration(settings)
                .ignoreMigrationPatterns("*:future");
        own.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        return own;
    }

    private static FluentConfiguration online(Configuration settings) {
        return required(settings)
                .sqlMigrationPrefix(ONLINE_PREFIX)
                .table(ONLINE_HISTORY)
                .target(MigrationVersion.LATEST)
                .baselineOnMigrate(true)
                .baselineVersion("0");
    }
}
