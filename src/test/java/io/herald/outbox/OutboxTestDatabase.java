package io.herald.outbox;

import io.herald.testing.PostgresServerProcess;
import io.herald.testing.Secrets;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A database of another service with an outbox. None of its three roles is a superuser: the owner, who runs the script; the
 * service, which may call the functions only; the reader, with which Herald connects.
 */
final class OutboxTestDatabase {

    private static final Path SCRIPT = Path.of("sql", "outbox.sql");

    private final int port;
    private final String name;
    private final String password;
    private final String owner;
    private final String service;
    private final String reader;

    private OutboxTestDatabase(int port, String name, String password) {
        this.port = port;
        this.name = name;
        this.password = password;
        this.owner = name + "_owner";
        this.service = name + "_service";
        this.reader = name + "_reader";
    }

    /** @param settings of the server: {@link PostgresServerProcess#settings()} or those of the shared servers */
    static OutboxTestDatabase create(Map<String, String> settings) {
        OutboxTestDatabase database = new OutboxTestDatabase(
                URI.create(settings.get("quarkus.datasource.reactive.url")).getPort(),
                "outbox_" + random(),
                Secrets.register(random()));
        try (Connection admin = PostgresServerProcess.connect(settings);
                Statement statement = admin.createStatement()) {
            for (String role : List.of(database.owner, database.service, database.reader)) {
                statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + database.password + "'");
            }
            statement.execute("CREATE DATABASE " + database.name + " OWNER " + database.owner);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.install();
        return database;
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Returns the same database at the port of a proxy. */
    OutboxTestDatabase through(int proxy) {
        return new OutboxTestDatabase(proxy, name, password);
    }

    int port() {
        return port;
    }

    /** Returns the roles and their passwords in the format of PgBouncer. */
    List<String> users() {
        return Stream.of(owner, service, reader)
                .map(role -> "\"" + role + "\" \"" + password + "\"")
                .toList();
    }

    /** Runs the script, and grants what its head lists. */
    void install() {
        try {
            asOwner(Files.readString(SCRIPT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asOwner("GRANT USAGE ON SCHEMA herald TO " + service);
        asOwner("GRANT USAGE ON SCHEMA herald TO " + reader);
        asOwner("GRANT SELECT, DELETE ON herald.outbox TO " + reader);
        asOwner("GRANT SELECT, INSERT ON herald.dead TO " + reader);
        asOwner("GRANT SELECT ON SEQUENCE herald.outbox_position TO " + reader);
    }

    /** Returns the settings of an instance that reads this database under a name. */
    Map<String, String> settings(String as) {
        String prefix = "herald.outbox." + as;
        return Map.of(
                prefix + ".url", "postgresql://127.0.0.1:" + port + "/" + name,
                prefix + ".username", reader,
                prefix + ".password", password);
    }

    /** Returns the database as the reader sees it. */
    OutboxDatabase configured(String as) {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OutboxConfig.class);
        settings(as).forEach(config::withDefaultValue);
        OutboxConfig.Source source =
                config.build().getConfigMapping(OutboxConfig.class).databases().get(as);
        return OutboxDatabase.of(as, source, none -> Optional.empty());
    }

    /** Connects as the service. */
    Connection connect() throws SQLException {
        return connect(service);
    }

    private Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?prepareThreshold=0", role, password);
    }

    /** Executes statements as the owner. */
    void asOwner(String sql) {
        try (Connection connection = connect(owner);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns the first column of the rows, which the owner reads. */
    List<String> query(String sql) {
        try (Connection connection = connect(owner);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    boolean isEmpty() {
        return query("SELECT id FROM herald.outbox LIMIT 1").isEmpty();
    }

    Connection connectAsOwner() throws SQLException {
        return connect(owner);
    }

    /** Calls {@code herald.notify} with a notification to one user, in a transaction of its own. */
    void notify(String user, String title, String key) {
        try (Connection connection = connect()) {
            notify(connection, user, title, key);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does the same in the transaction of the connection, and returns the id of the row. */
    static long notify(Connection connection, String user, String title, String key) throws SQLException {
        return notify(
                connection,
                "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"}",
                key);
    }

    static long notify(Connection connection, String notification, String key) throws SQLException {
        return call(connection, "SELECT herald.notify(?::jsonb, key => ?)", notification, key);
    }

    static long publish(Connection connection, String channel, String event, String data, String key)
            throws SQLException {
        return call(connection, "SELECT herald.publish(?, ?, ?::jsonb, key => ?)", channel, event, data, key);
    }

    private static long call(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
