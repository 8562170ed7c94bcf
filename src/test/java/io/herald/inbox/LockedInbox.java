package io.herald.inbox;

import io.herald.testing.PostgresServerProcess;
import io.herald.testing.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Locks the row with the unread count of a user. The row exists once the user has had an item. Every transaction that
 * writes to that inbox waits for the lock until this object is closed.
 */
public final class LockedInbox implements AutoCloseable {

    private static final String LOCK = "SELECT 1 FROM inbox_unread WHERE user_id = ? FOR UPDATE";
    private static final String WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE granted = ?";

    private final Connection connection;

    public LockedInbox(String user) {
        connection = PostgresServerProcess.connect(TestServers.settings());
        try {
            connection.setAutoCommit(false);
            query(LOCK, user);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of transactions that wait for any lock, this one included. */
    public int waiting() throws SQLException {
        return query(WAITING, false);
    }

    private int query(String sql, Object value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException("no row to lock: " + value);
                }
                return rows.getInt(1);
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
