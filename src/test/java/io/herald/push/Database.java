package io.herald.push;

import io.herald.testing.PostgresServerProcess;
import io.herald.testing.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The database of the instances of a test. Every instance sends the pushes of its database, so instances of other tests must not
 * use the same one: they would not reach the push service of this test.
 *
 * @param settings the settings of these instances
 */
public record Database(Map<String, String> settings) {

    /** Creates a database on the shared PostgreSQL, with a log of its own on the shared Redis. */
    public static Database create() {
        String name = "push_" + UUID.randomUUID().toString().replace("-", "");
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        new Database(settings).run("CREATE DATABASE " + name);
        settings.replaceAll((key, value) -> key.startsWith("quarkus.datasource.") && value.endsWith("/postgres")
                ? value.replaceFirst("postgres$", name)
                : value);
        settings.put("herald.log.key-prefix", name);
        return new Database(settings);
    }

    /** @return the first column of the first row */
    public String query(String sql) {
        try (Connection connection = PostgresServerProcess.connect(settings);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void run(String sql) {
        try (Connection connection = PostgresServerProcess.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
