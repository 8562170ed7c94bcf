package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.database.Migrations;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Migrates inboxes that the previous version has filled, in a schema of the test's own. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxOrderMigrationTest {

    private static final String PREVIOUS = "7";

    /** Two items with the same time, and an older one. */
    private static final String ROWS = """
        INSERT INTO notification (id, at, sender, content)
        SELECT i::uuid, t::timestamptz, 'billing', '{}' FROM (VALUES %s) AS v (i, t);
        INSERT INTO inbox_item (user_id, notification_id, at) SELECT 'alice', id, at FROM notification;
        """.formatted(
                    "('%1$s1', '2026-01-02'), ('%1$s3', '2026-01-02'), ('%1$s2', '2026-01-01')"
                            .formatted("01930000-0000-7000-8000-00000000000"));

    @Inject
    DataSource database;

    @Inject
    Migrations serviceMigrations;

    private final String schema = "order_" + UUID.randomUUID().toString().replace('-', '_');

    @BeforeEach
    void fill() throws SQLException {
        // The migrations of the service take connections from the same small pool.
        Await.until("the migrations of the service are complete", serviceMigrations::done);
        migrate(PREVIOUS);
        run(ROWS);
    }

    @AfterEach
    void drop() throws SQLException {
        run("DROP SCHEMA " + schema + " CASCADE");
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .target(target)
                .load()
                .migrate();
    }

    private void run(String sql) throws SQLException {
        withStatement(statement -> statement.execute(sql));
    }

    /** Returns the last digits of the ids. */
    private List<String> lastDigits(String sql) throws SQLException {
        List<String> digits = new ArrayList<>();
        withStatement(statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    String value = String.valueOf(rows.getObject(1));
                    digits.add(value.substring(value.length() - 1));
                }
            }
        });
        return digits;
    }

    private interface StatementAction {
        void run(Statement statement) throws SQLException;
    }

    /** Holds no connection between two statements, because the pool is small and a migration takes two connections. */
    private void withStatement(StatementAction action) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + schema);
            try {
                action.run(statement);
            } finally {
                statement.execute("RESET search_path");
            }
        }
    }

    private List<String> inOrder(String condition) throws SQLException {
        return lastDigits("SELECT notification_id FROM inbox_item WHERE " + condition
                + " ORDER BY at DESC, seq DESC, notification_id DESC");
    }

    @Test
    void existing_items_keep_their_order_and_new_items_are_sorted_before_them() throws SQLException {
        migrate("11");
        assertEquals(List.of("3", "1", "2"), inOrder("true"));
        run("INSERT INTO notification (id, at, sender, content) "
                + "VALUES ('01930000-0000-7000-8000-000000000000', '2026-01-02', 'billing', '{}')");
        run("INSERT INTO inbox_item (user_id, notification_id, at, seq) "
                + "SELECT 'alice', id, at, 1 FROM notification WHERE id = '01930000-0000-7000-8000-000000000000'");
        assertEquals(List.of("0", "3", "1", "2"), inOrder("true"));
    }

    @Test
    void instances_of_the_previous_version_work_with_the_new_schema() throws SQLException {
        migrate("11");
        lastDigits("SELECT unread FROM inbox_change('alice', 'read', NULL::uuid[], "
                + "'2026-01-01'::timestamptz, NULL, now())");
        assertEquals(List.of("3", "1"), inOrder("state = 0"));
        run("SELECT * FROM inbox_broadcast(ARRAY['01930000-0000-7000-8000-000000000001']::uuid[], "
                + "ARRAY[NULL]::varchar[], ARRAY[now()]::timestamptz[], ARRAY[NULL]::varchar[])");
        assertEquals(List.of("1"), lastDigits("SELECT notification_id FROM broadcast"));
    }

    @Test
    void an_item_older_than_the_read_mark_is_read_although_it_is_inserted_after_the_migration() throws SQLException {
        run("INSERT INTO known_user VALUES ('bob', '2025-01-01')");
        run("INSERT INTO inbox_mark (user_id, category, at) VALUES ('bob', '', '2026-01-01 12:00')");
        run("SELECT * FROM inbox_broadcast((SELECT array_agg(id ORDER BY id) FROM notification), "
                + "array_fill(NULL::varchar, ARRAY[3]), (SELECT array_agg(at ORDER BY id) FROM notification), "
                + "array_fill(NULL::varchar, ARRAY[3]))");
        migrate("11");
        run("SELECT inbox_sync('bob')");
        assertEquals(List.of("3", "1"), inOrder("user_id = 'bob' AND state = 0"));
        assertEquals(List.of("2"), inOrder("user_id = 'bob' AND state = 1"));
    }
}
