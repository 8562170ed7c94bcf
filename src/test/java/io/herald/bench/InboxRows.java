package io.herald.bench;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Reads and fills the inbox tables in PostgreSQL, without the service. */
final class InboxRows extends DatabaseRows {

    private static final String NOTIFICATIONS = """
            INSERT INTO notification (id, at, sender, category, content)
            SELECT md5('bench' || n)::uuid, now() - n * interval '1 second', 'bench', 'c' || n % 7, '{"id":"'
                || md5('bench' || n)::uuid || '","type":"info","title":"n' || n || '","body":"' || repeat('x', 100)
                || '","category":"c' || n % 7 || '"}'
            FROM generate_series(1, ?) AS n ON CONFLICT DO NOTHING""";
    private static final String ITEMS = """
            INSERT INTO inbox_item (user_id, notification_id, at, category, state)
            SELECT 'user-' || u, md5('bench' || n)::uuid, now() - n * interval '1 second', 'c' || n % 7, n % 3
            FROM generate_series(?, ?) AS u, generate_series(1, ?) AS n""";

    private static final int USERS_PER_STATEMENT = 1_000;

    InboxRows(Map<String, String> settings) {
        super(settings);
    }

    void truncate() {
        run("TRUNCATE notification, inbox_item, inbox_unread, inbox_user, broadcast, notification_fact");
    }

    void fill(int users, int items) {
        fill(0, users, items);
    }

    void fill(int first, int users, int items) {
        run(NOTIFICATIONS, items);
        for (int user = first; user < first + users; user += USERS_PER_STATEMENT) {
            run(ITEMS, user, Math.min(user + USERS_PER_STATEMENT, first + users) - 1, items);
        }
        run("VACUUM ANALYZE inbox_item, notification");
    }

    long count() {
        return Long.parseLong(value("SELECT count(*) FROM inbox_item"));
    }

    /** Returns the id of the item in the middle of the user's inbox. */
    String middle(int user) {
        return value("SELECT notification_id FROM inbox_item WHERE user_id = 'user-" + user
                + "' ORDER BY at DESC OFFSET (SELECT count(*) / 2 FROM inbox_item WHERE user_id = 'user-" + user
                + "') LIMIT 1");
    }

    private String value(String sql) {
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
