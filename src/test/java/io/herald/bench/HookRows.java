package io.herald.bench;

import io.herald.testing.PostgresServerProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The events of hooks in the database of the service. */
final class HookRows implements AutoCloseable {

    private static final String STAGE = """
        INSERT INTO hook_staged (type, subject, data)
        SELECT 'notification.read', 'user:user-' || n % ?, hook_notification('user-' || n % ?, gen_random_uuid())
        FROM generate_series(1, ?) AS n ORDER BY n\
        """;

    private final Connection connection;

    HookRows(Map<String, String> settings) {
        connection = PostgresServerProcess.connect(settings);
    }

    /** Removes the events of earlier phases. */
    void clear() {
        run("TRUNCATE hook_event, hook_staged");
    }

    /** Removes the hooks, so that later scenarios record no events. */
    void removeHooks() {
        clear();
        run("DELETE FROM hook");
    }

    private void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Records events about users in one transaction, as the trigger of the inbox does. */
    void stage(int count, int users) {
        try (PreparedStatement statement = connection.prepareStatement(STAGE)) {
            statement.setInt(1, users);
            statement.setInt(2, users);
            statement.setInt(3, count);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
