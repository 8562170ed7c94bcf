package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions of the outbox, called by a role that has no right on the tables. */
class OutboxFunctionsTest {

    private static final String INVALID_PARAMETER = "22023";
    private static OutboxTestDatabase database;

    @BeforeAll
    static void install() {
        database = OutboxTestDatabase.create(TestServers.settings());
    }

    private static SQLException notifyFails(String notification) throws SQLException {
        try (Connection connection = database.connect()) {
            return assertThrows(SQLException.class, () -> OutboxTestDatabase.notify(connection, notification, null));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []                                                                  | the notification must be a JSON object
                    {}                                                                  | to is required
                    {"to":{"users":["a"]},"title":"t"}                                  | type is required
                    {"to":{"users":["a"]},"type":"info"}                                | title is required
                    {"to":{"users":["a"]},"type":"loud","title":"t"}                    | type must be one of error, info
                    {"to":{"users":["a"]},"type":"info","title":""}                     | title must have 1 to 500 characters
                    {"to":{"users":["a"]},"type":"info","title":7}                      | title must be a string
                    {"to":{"users":[]},"type":"info","title":"t"}                       | to.users must be an array of 1 to 10000
                    {"to":{"users":"a"},"type":"info","title":"t"}                      | to.users must be an array
                    {"to":{"users":["a","b c"]},"type":"info","title":"t"}              | to.users[1] must be 1 to 128 of
                    {"to":{"users":["a",null]},"type":"info","title":"t"}               | to.users[1] must be a string
                    {"to":{"user":"a"},"type":"info","title":"t"}                       | to.user is unknown
                    {"to":{"users":["a"],"room":"b"},"type":"info","title":"t"}         | to must name exactly one
                    {"to":{"everyone":false},"type":"info","title":"t"}                 | to must name exactly one
                    {"to":{"room":"herald.logs"},"type":"info","title":"t"}             | to.room is reserved
                    {"to":"a","type":"info","title":"t"}                                | to must be an object
                    {"to":{"room":"a"},"type":"info","title":"t","titel":"x"}           | titel is unknown
                    {"to":{"room":"a"},"type":"info","title":"t","critical":"yes"}      | critical must be true or false
                    {"to":{"room":"a"},"type":"info","title":"t","link":"javascript:x"} | link must be an https or http URL
                    {"to":{"room":"a"},"type":"info","title":"t","link":"//evil"}       | link must be an https or http URL
                    {"to":{"room":"a"},"type":"info","title":"t","data":[]}             | data must be an object
                    {"to":{"room":"a"},"type":"info","title":"t","ttl":"5m"}            | ttl must be an ISO-8601 duration
                    {"to":{"room":"a"},"type":"info","title":"t","deliverAt":"soon"}    | deliverAt must be a time
                    {"to":{"room":"a"},"type":"info","title":"t","escalate":{}}         | escalate.after is required
                    {"to":{"room":"a"},"type":"info","title":"t","collapseKey":"a b"}   | collapseKey must be 1 to 128
                    """)
    void a_mistake_fails_the_transaction_with_a_message_that_names_it(String notification, String message)
            throws SQLException {
        SQLException failure = notifyFails(notification);
        assertEquals(INVALID_PARAMETER, failure.getSQLState());
        assertTrue(failure.getMessage().contains("herald.notify: "), failure.getMessage());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    @Test
    void all_mistakes_are_reported_at_once() throws SQLException {
        String message = notifyFails("{\"to\":{},\"title\":1}").getMessage();
        assertTrue(message.contains("to must name") && message.contains("type is") && message.contains("title must"));
    }

    @Test
    void a_notification_that_is_certainly_too_large_fails() throws SQLException {
        String data = "{\"to\":{\"room\":\"a\"},\"type\":\"info\",\"title\":\"t\",\"data\":{\"x\":\""
                + "x".repeat(100_000) + "\"}}";
        assertTrue(notifyFails(data).getMessage().contains("too large"));
    }

    @Test
    void all_fields_of_a_notification_are_accepted_and_null_counts_as_absent() throws SQLException {
        try (Connection connection = database.connect()) {
            long id = OutboxTestDatabase.notify(connection, """
                    {"to":{"users":["a","b"],"room":null},"type":"info","title":"t","body":"b","category":"c","critical":true,
                     "link":"/orders/1","data":{"x":[1]},"ttl":"PT5M","deliverAt":"2026-11-20T15:00:00Z","collapseKey":"k",
                     "escalate":{"after":"PT1H30M","webhook":"ops"}}""", "k");
            assertTrue(id > 0);
            OutboxTestDatabase.notify(
                    connection, "{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"t\",\"body\":null}", null);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    room:a b       | x               | channel must be
                    ops            | x               | channel must be
                    room:herald.x  | x               | channel is reserved
                    room:ops       | a b             | event must be 1 to 64
                    room:ops       | notification    | event is reserved
                    room:ops       | presence.joined | event is reserved
                    """)
    void a_mistake_in_an_event_fails_the_transaction(String channel, String event, String message) throws SQLException {
        try (Connection connection = database.connect()) {
            SQLException failure = assertThrows(
                    SQLException.class, () -> OutboxTestDatabase.publish(connection, channel, event, "{}", null));
            assertTrue(failure.getMessage().contains(message), failure.getMessage());
        }
    }

    @Test
    void the_service_has_no_access_to_the_tables() throws SQLException {
        try (Connection connection = database.connect()) {
            for (String sql : List.of("SELECT FROM herald.outbox", "DELETE FROM herald.dead")) {
                SQLException refused = assertThrows(
                        SQLException.class, () -> connection.createStatement().execute(sql));
                assertEquals("42501", refused.getSQLState());
            }
        }
    }

    @Test
    void positions_follow_the_commits_of_a_key() throws SQLException {
        try (Connection first = database.connect();
                Connection second = database.connect()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            long one = OutboxTestDatabase.notify(first, "a", "t", "commits");
            long two = OutboxTestDatabase.notify(second, "a", "t", "commits");
            long three = OutboxTestDatabase.notify(first, "a", "t", "commits");
            second.commit();
            first.commit();
            assertEquals(
                    List.of(Long.toString(two), Long.toString(one), Long.toString(three)),
                    database.query("SELECT id FROM herald.outbox WHERE key = 'commits' ORDER BY position"));
        }
    }

    @Test
    void the_script_can_be_run_again() {
        database.notify("a", "kept", "again");
        database.install();
        assertEquals(
                1,
                database.query("SELECT id FROM herald.outbox WHERE key = 'again'")
                        .size());
    }

    @Test
    void the_schema_can_have_another_name() throws IOException {
        String renamed = Files.readString(Path.of("sql", "outbox.sql")).replaceAll("\\bherald\\b", "push");
        database.asOwner(renamed);
        database.asOwner("SELECT push.publish('room:ops', 'x', '{}', key => 'k')");
        assertEquals(
                1,
                database.query("SELECT id FROM push.outbox WHERE position > 0").size());
        SQLException reserved = assertThrows(SQLException.class, () -> {
            try (Connection connection = database.connectAsOwner()) {
                connection.createStatement().execute("SELECT push.publish('room:herald.logs', 'x', '{}')");
            }
        });
        assertTrue(reserved.getMessage().contains("channel is reserved"), reserved.getMessage());
    }

    @Test
    void a_row_that_is_not_dead_cannot_be_retried() throws SQLException {
        try (Connection connection = database.connect()) {
            SQLException failure = assertThrows(
                    SQLException.class, () -> connection.createStatement().execute("SELECT herald.retry(0)"));
            assertTrue(failure.getMessage().contains("herald.dead has no row 0"), failure.getMessage());
        }
    }

    @Test
    void the_migration_for_flyway_is_the_same_script() throws IOException {
        assertEquals(
                Files.readString(Path.of("sql", "outbox.sql")),
                Files.readString(Path.of("sql", "flyway", "V1__herald_outbox.sql")));
    }
}
