package io.herald.database;

import io.herald.testing.Await;
import io.herald.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** A schema for one test, with separate connections. A statement fails if it waits longer than an instance would. */
final class TestSchema {

    private final String name = "upgrade_" + UUID.randomUUID().toString().replace('-', '_');
    private final Map<String, String> settings = TestServers.settings();
    private final String url = JdbcUrlInterceptor.jdbc(settings.get("quarkus.datasource.reactive.url"));
    private final String user = settings.get("quarkus.datasource.username");
    private final String password = settings.get("quarkus.datasource.password");

    void create() throws SQLException {
        run("CREATE SCHEMA IF NOT EXISTS " + name);
    }

    void drop() throws SQLException {
        run("DROP SCHEMA " + name + " CASCADE");
    }

    void migrateTo(String version) {
        flyway(version).migrate();
    }

    SchemaMigrator migrator() {
        return new SchemaMigrator(flyway("latest"));
    }

    /** Configured as by Quarkus. */
    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(url, user, password)
                .schemas(name)
                .target(MigrationVersion.fromVersion(target))
                .ignoreMigrationPatterns(new String[0])
                .load();
    }

    /** A transaction that has read nothing of the schema and keeps PostgreSQL from finishing an index build. */
    Connection snapshot() throws SQLException {
        return transaction("SELECT 1");
    }

    /** A transaction that stays open after the statement. */
    Connection transaction(String sql) throws SQLException {
        Connection connection = connect();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }

    void awaitIndexBuild(Future<?> upgrade) {
        await(
                upgrade,
                "SELECT 1 FROM pg_stat_progress_create_index WHERE relid = 'inbox_item'::regclass "
                        + "AND phase LIKE 'waiting for old%'");
    }

    void awaitLockWait(String table, Future<?> upgrade) {
        await(upgrade, "SELECT 1 FROM pg_locks WHERE relation = '" + table + "'::regclass AND NOT granted");
    }

    private void await(Future<?> upgrade, String sql) {
        Await.until(sql, () -> {
            if (upgrade.isDone()) {
                throw new AssertionError("the upgrade has ended");
            }
            return !query(sql).isEmpty();
        });
    }

    void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + name);
            statement.execute("SET statement_timeout TO '8s'");
        }
        return connection;
    }
}
