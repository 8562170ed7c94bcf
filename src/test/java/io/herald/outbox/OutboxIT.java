package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is committed in the database of another service is sent, in the order of its keys, and nothing else. */
class OutboxIT {

    private static final Pattern TITLE = Pattern.compile("\"title\":\"([^\"]*)\"");

    private static OutboxTestDatabase orders;
    private static OutboxTestDatabase polled;
    private static HeraldProcess one;
    private static HeraldProcess two;

    private final String user = "outbox-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @BeforeAll
    static void start() {
        orders = OutboxTestDatabase.create(TestServers.settings());
        polled = OutboxTestDatabase.create(TestServers.settings());
        Map<String, String> settings = new HashMap<>(orders.settings("orders"));
        settings.putAll(polled.settings("polled"));
        settings.put("herald.outbox.polled.listen", "false");
        settings.put("herald.outbox.polled.sender", "stock");
        settings.put("herald.log.key-prefix", "outbox");
        one = HeraldProcess.start(settings);
        two = HeraldProcess.start(settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    static List<String> titles(SseClient stream) {
        return stream.events("notification").stream().map(OutboxIT::title).toList();
    }

    private static String title(SseEvent event) {
        Matcher title = TITLE.matcher(event.data());
        return title.find() ? title.group(1) : "";
    }

    private static void awaitTitles(SseClient stream, List<String> titles) {
        Await.until(
                "the notifications " + titles + " in " + stream,
                () -> titles(stream).equals(titles));
    }

    @Test
    void a_committed_row_is_sent_and_a_rolled_back_row_is_not() throws SQLException {
        SseClient stream = one.stream(token);
        try (Connection connection = orders.connect()) {
            connection.setAutoCommit(false);
            OutboxTestDatabase.notify(connection, user, "rolled back", null);
            connection.rollback();
            OutboxTestDatabase.notify(connection, user, "committed", null);
            connection.commit();
        }
        orders.notify(user, "last", null);
        Await.until("both", () -> titles(stream).size() >= 2);
        assertEquals(
                List.of("committed", "last"), titles(stream).stream().sorted().toList());
        assertTrue(stream.events("notification").get(0).data().contains("\"from\":\"outbox:orders\""));
        Api reader = new Api(two.baseUri(), token);
        Await.until("the inbox", () -> reader.get("/api/v1/inbox").body().contains("committed"));
        Await.until("the rows are deleted", orders::isEmpty);
    }

    @Test
    void rows_with_a_key_are_sent_in_the_order_of_their_commits_and_not_of_their_inserts() throws SQLException {
        SseClient stream = one.stream(token);
        try (Connection first = orders.connect();
                Connection second = orders.connect()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            OutboxTestDatabase.notify(first, user, "committed second", user);
            OutboxTestDatabase.notify(second, user, "committed first", user);
            second.commit();
            first.commit();
        }
        awaitTitles(stream, List.of("committed first", "committed second"));
    }

    @Test
    void a_row_that_commits_late_does_not_delay_others_and_is_not_skipped() throws SQLException {
        SseClient stream = two.stream(token);
        try (Connection late = orders.connect()) {
            late.setAutoCommit(false);
            OutboxTestDatabase.notify(late, user, "late", null);
            for (int i = 0; i < 20; i++) {
                orders.notify(user, "early", null);
            }
            Await.until("the others", () -> titles(stream).size() == 20);
            late.commit();
        }
        Await.until("the late one", () -> titles(stream).contains("late"));
    }

    @Test
    void an_event_is_published_to_a_channel() throws SQLException {
        String room = "room-" + UUID.randomUUID();
        String member = Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
        SseClient stream = SseClient.open(one.baseUri().resolve("/api/v1/stream?room=" + room), member);
        stream.await("ready");
        try (Connection connection = orders.connect()) {
            OutboxTestDatabase.publish(connection, "room:" + room, "stock.changed", "{\"sku\": 4711}", null);
        }
        SseEvent event = stream.await("stock.changed");
        assertTrue(event.data().contains("\"data\":{\"sku\":4711}"), event.data());
        assertTrue(event.data().contains("\"from\":\"outbox:orders\""), event.data());
    }

    @Test
    void the_documented_metrics_are_those_that_the_service_exposes() throws IOException {
        Pattern row = Pattern.compile("^\\| `(herald_outbox_[a-z_]+?)(?:_total)?` \\| (\\w+)", Pattern.MULTILINE);
        Pattern type = Pattern.compile("^# TYPE (herald_outbox_[a-z_]+?)(?:_total)? (\\w+)$", Pattern.MULTILINE);
        String exposed = new Api(one.baseUri(), token).get("/q/metrics").body();
        assertEquals(found(row, Files.readString(Path.of("docs", "metrics.md"))), found(type, exposed));
        assertFalse(exposed.contains("unmeasured"), "only calls of the service's own database are measured");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void polling_alone_finds_rows_and_sends_them_in_the_name_of_the_configured_sender() {
        SseClient stream = one.stream(token);
        polled.notify(user, "polled", null);
        assertTrue(stream.await("notification").data().contains("\"from\":\"stock\""));
    }

    /** Writes a row that is rejected, another one with its key, and one with another key, in one transaction. */
    private long writeRejected() throws SQLException {
        try (Connection connection = polled.connect()) {
            connection.setAutoCommit(false);
            long id = OutboxTestDatabase.notify(
                    connection,
                    "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"repaired\","
                            + "\"escalate\":{\"after\":\"PT5M\",\"webhook\":\"unknown\"}}",
                    user);
            OutboxTestDatabase.notify(connection, user, "next", user);
            OutboxTestDatabase.notify(connection, user, "other", "other-" + user);
            connection.commit();
            return id;
        }
    }

    private List<String> reasons(long id) {
        return polled.query("SELECT reason FROM herald.dead WHERE id = " + id);
    }

    @Test
    void a_rejected_row_holds_up_only_its_key_and_is_sent_in_its_place_when_it_is_retried() throws SQLException {
        SseClient stream = one.stream(token);
        long id = writeRejected();
        awaitTitles(stream, List.of("other"));
        Await.until("the dead row", () -> !reasons(id).isEmpty());
        assertTrue(
                reasons(id).get(0).contains("webhook must be the name of a configured webhook"),
                reasons(id).get(0));
        Api api = new Api(one.baseUri(), token);
        Await.until("the metric", () -> api.metric("herald_outbox_dead{database=\"polled\"}") >= 1);
        assertTrue(api.get("/q/health/ready").body().contains("polled.dead"));
        polled.notify(user, "third", user);
        polled.notify(user, "other again", "other-" + user);
        awaitTitles(stream, List.of("other", "other again"));

        polled.asOwner("UPDATE herald.dead SET content = content - 'escalate' WHERE id = " + id);
        polled.asOwner("SELECT herald.retry(" + id + ")");
        awaitTitles(stream, List.of("other", "other again", "repaired", "next", "third"));
        assertEquals(List.of(), reasons(id));
    }

    @Test
    void the_rows_behind_a_dead_row_are_sent_when_it_is_deleted() throws SQLException {
        SseClient stream = two.stream(token);
        long id = writeRejected();
        awaitTitles(stream, List.of("other"));
        Await.until("the dead row", () -> !reasons(id).isEmpty());
        polled.asOwner("DELETE FROM herald.dead WHERE id = " + id);
        awaitTitles(stream, List.of("other", "next"));
    }

    /** The delete waits for a lock of the test, so that the instance is killed between the append and the delete. */
    @Test
    void a_row_that_an_instance_sent_and_did_not_delete_is_not_sent_again() throws SQLException {
        OutboxTestDatabase database = OutboxTestDatabase.create(TestServers.settings());
        database.asOwner("""
                CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN OLD; END $$;
                CREATE TRIGGER hold BEFORE DELETE ON herald.outbox FOR EACH ROW EXECUTE FUNCTION public.hold()
                """);
        Map<String, String> settings = new HashMap<>(database.settings("crash"));
        settings.put("herald.log.key-prefix", user);
        try (HeraldProcess watcher = HeraldProcess.start(Map.of("herald.log.key-prefix", user));
                HeraldProcess killed = HeraldProcess.start(settings)) {
            SseClient stream = watcher.stream(token);
            try (Connection lock = database.connectAsOwner();
                    Connection writer = database.connect()) {
                lock.createStatement().execute("SELECT pg_advisory_lock(4711)");
                writer.setAutoCommit(false);
                OutboxTestDatabase.notify(writer, user, "first", user);
                OutboxTestDatabase.publish(writer, "user:" + user, "second", "2", user);
                writer.commit();
                stream.await("second");
                killed.kill();
            }
            try (HeraldProcess other = HeraldProcess.start(settings)) {
                Await.until("the rows are deleted", database::isEmpty);
                database.notify(user, "last", user);
                Await.until("the last one", () -> titles(stream).contains("last"));
                assertEquals(List.of("first", "last"), titles(stream));
                assertEquals(1, stream.events("second").size());
                assertTrue(other.isRunning());
            }
        }
    }
}
