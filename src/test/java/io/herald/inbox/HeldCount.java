package io.herald.inbox;

import io.herald.testing.PostgresServerProcess;
import io.herald.testing.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Holds the row that counts what a user has unread, which is there once they had anything: whoever brings something into
 * that inbox waits in the middle of their transaction until this is closed.
 */
final class HeldCount implements AutoCloseable {

    private static final String HOLD = "SELECT 1 FROM inbox_unread WHERE user_id = ? FOR UPDATE";
    private static final String WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE granted = ?";

    private final Connection connection;

    HeldCount(String user) {
        connection = PostgresServerProcess.connect(TestServers.settings());
        try {
            connection.setAutoCommit(false);
            ask(HOLD, user);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many transactions wait for something, be it for this. */
    int waiting() throws SQLException {
        return ask(WAITING, false);
    }

    private int ask(String sql, Object value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            try (ResultSet answer = statement.executeQuery()) {
                if (!answer.next()) {
                    throw new IllegalStateException("there is nothing to hold: " + value);
                }
                return answer.getInt(1);
            }
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
