package io.herald.bench;

import io.herald.testing.PostgresServerProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A connection to the database of the service. */
abstract class DatabaseRows implements AutoCloseable {

    final Connection connection;

    DatabaseRows(Map<String, String> settings) {
        connection = PostgresServerProcess.connect(settings);
    }

    /** Executes a script. Question marks are no parameters. */
    final void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    final void run(String sql, int... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public final void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
