package io.herald.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** An outbox, as its service sees it. */
final class OutboxRows extends DatabaseRows {

    OutboxRows(Map<String, String> settings) {
        super(settings);
    }

    /** Creates an empty outbox. */
    void install() {
        try {
            run("DROP SCHEMA IF EXISTS herald CASCADE");
            run(Files.readString(Path.of("sql", "outbox.sql")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param key an SQL expression of the row number {@code n} */
    String events(String key, int users) {
        return "SELECT count(herald.publish('user:user-' || n % " + users + ", 'bench', to_jsonb(repeat('x', 200)), ("
                + key + ")::text)) FROM generate_series(1, ?) AS n";
    }

    String notifications(int users) {
        return "SELECT count(herald.notify(jsonb_build_object('to', jsonb_build_object('users', ARRAY['user-' || n % "
                + users + "]), 'type', 'info', 'title', repeat('x', 200)), 'key-' || n % " + users
                + ")) FROM generate_series(1, ?) AS n";
    }

    /** Inserts rows in one transaction, and returns the seconds that it took. */
    double insert(String sql, int count) {
        long started = System.nanoTime();
        run(sql, count);
        return StreamClients.seconds(started);
    }

    boolean isEmpty() {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT FROM herald.outbox LIMIT 1")) {
            return !rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes an event to a user in a transaction of its own, with the user as the key. */
    void publish(String user, String message) {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT herald.publish('user:' || ?, 'bench', to_jsonb(?::text), ?)")) {
            statement.setString(1, user);
            statement.setString(2, message);
            statement.setString(3, user);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
