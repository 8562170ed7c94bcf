package io.herald.ops;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Applies the migrations that the schema lacks. The service does not need the <em>online</em> ones, which build indexes while
 * instances read and write. They run outside of a transaction and can be repeated after an interruption.
 */
final class SchemaMigrator {

    /** How their descriptions begin: V13__online_inbox_indexes.sql. */
    private static final String ONLINE = "online ";

    private final Flyway flyway;
    private volatile boolean usable;

    SchemaMigrator(Configuration settings) {
        this.flyway = flyway(settings, settings.getTarget());
    }

    /** Whether the schema has all that the service needs. */
    boolean isUsable() {
        return usable;
    }

    /** Returns the number of migrations that it has applied. */
    int migrate() {
        List<MigrationInfo> all = Arrays.asList(flyway.info().all());
        if (all.stream().anyMatch(migration -> migration.getState() == MigrationState.FAILED)) {
            removeFailed();
        }
        int required = migrateRequired(all);
        usable = true;
        return required + flyway.migrate().migrationsExecuted;
    }

    /**
     * Flyway records the failure of a migration that runs outside of a transaction, and applies nothing after it. Only
     * online migrations run so.
     */
    private void removeFailed() {
        flyway.repair();
    }

    /** Asks for no lock if none is pending: an instance that builds indexes holds it for as long as that takes. */
    private int migrateRequired(List<MigrationInfo> all) {
        return all.stream()
                .filter(migration -> migration.getState() == MigrationState.PENDING && !isOnline(migration))
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .map(version -> flyway(flyway.getConfiguration(), version).migrate().migrationsExecuted)
                .orElse(0);
    }

    private static boolean isOnline(MigrationInfo migration) {
        return migration.getDescription().startsWith(ONLINE);
    }

    /**
     * Flyway's default lock is that of a transaction, which stays open while a migration runs. An index build would wait
     * for the end of that transaction.
     */
    private static Flyway flyway(Configuration settings, MigrationVersion target) {
        FluentConfiguration own = Flyway.configure(settings.getClassLoader())
                .configuration(settings)
                .target(target);
        own.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        return own.load();
    }
}
