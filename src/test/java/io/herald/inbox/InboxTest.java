package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class InboxTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI base;

    @Inject
    Pool pool;

    private final String user = "inbox-" + UUID.randomUUID();
    private Api billing;
    private Api alice;
    private Api bob;

    @BeforeEach
    void sign() {
        billing = new Api(base, Tokens.publisher("billing"));
        alice = new Api(base, Tokens.of(user).sign());
        bob = new Api(base, Tokens.of("bob-" + UUID.randomUUID()).sign());
    }

    @Test
    void a_sent_notification_is_in_the_inbox_with_all_its_fields() {
        String id = id(billing.publish("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"warning\",\"title\":\"t\","
                + "\"body\":\"b\",\"category\":\"news\",\"link\":\"/x\",\"data\":{\"n\":1.50}}"));
        awaitUnread(1);
        JsonNode item = inbox("").get("items").get(0);
        assertEquals(id, item.get("id").asText());
        assertEquals("warning", item.get("type").asText());
        assertEquals("billing", item.get("from").asText());
        assertEquals("news", item.get("category").asText());
        assertTrue(alice.get("/api/v1/inbox").body().contains("\"data\":{\"n\":1.50}"));
        assertTrue(item.has("createdAt"));
        assertFalse(item.has("readAt"));
        assertEquals(
                1,
                read(alice.get("/api/v1/inbox/unread")).at("/byCategory/news").asInt());
    }

    @Test
    void pages_run_from_the_newest_to_the_oldest_item_without_gaps_or_repeats() {
        List<String> sent = IntStream.range(0, 25).mapToObj(i -> send("n" + i)).toList();
        awaitUnread(25);
        List<String> received = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = inbox("?limit=10" + before);
            page.get("items").forEach(item -> received.add(item.get("id").asText()));
            before = page.has("next") ? "&before=" + page.get("next").asText() : "";
        } while (!before.isEmpty());
        assertEquals(sent.stream().sorted().toList(), received.stream().sorted().toList());
        assertEquals("n24", inbox("?limit=1").at("/items/0/title").asText());
    }

    @Test
    void each_change_is_sent_to_the_connections_of_the_user_with_an_increasing_version() {
        String id = send("one");
        send("two");
        awaitUnread(2);
        try (SseClient stream = SseClient.open(alice.stream(""), Tokens.of(user).sign())) {
            stream.await("ready");
            assertEquals(1, read(change(id, "read")).get("unread").asInt());
            assertEquals(2, read(change(id, "unread")).get("unread").asInt());
            assertEquals(1, read(change(id, "archive")).get("unread").asInt());
            assertEquals(204, alice.delete("/api/v1/inbox/" + id).statusCode());
            List<JsonNode> changes = stream.awaitCount("inbox.changed", 4).stream()
                    .map(event -> parse(event.data()).get("data"))
                    .toList();
            assertEquals(
                    List.of("read", "unread", "archived", "deleted"),
                    changes.stream().map(data -> data.get("state").asText()).toList());
            assertEquals(
                    List.of(1, 2, 3, 4),
                    changes.stream().map(data -> data.get("version").asInt()).toList());
            assertEquals(id, changes.get(0).at("/ids/0").asText());
        }
        assertEquals(404, change(id, "read").statusCode());
        assertEquals(1, inbox("?status=all").get("items").size());
    }

    @Test
    void the_status_filter_returns_the_items_of_that_status() {
        String read = send("read");
        String archived = send("archived");
        String unread = send("unread");
        awaitUnread(3);
        change(read, "read");
        change(archived, "archive");
        assertEquals(unread, inbox("?status=unread").at("/items/0/id").asText());
        assertEquals(read, inbox("?status=read").at("/items/0/id").asText());
        assertEquals(archived, inbox("?status=archived").at("/items/0/id").asText());
        assertTrue(inbox("?status=archived").at("/items/0").has("archivedAt"));
        assertEquals(3, inbox("?status=all").get("items").size());
        assertEquals(1, inbox("").get("unread").asInt());
        assertEquals(400, alice.get("/api/v1/inbox?status=new&limit=0&before=x").statusCode());
        assertEquals(400, alice.get("/api/v1/inbox?status=").statusCode(), "an empty status is invalid");
    }

    @Test
    void one_call_reads_a_category_or_all_items_up_to_one_or_everything() {
        send("a", "ads");
        send("b", "news");
        String third = send("c", "news");
        send("d", "ads");
        awaitUnread(4);
        assertEquals(2, readAll("{\"category\":\"ads\"}"));
        send("e", "ads");
        awaitUnread(3);
        assertEquals(1, readAll("{\"upTo\":\"" + third + "\"}"));
        assertEquals(0, readAll("{}"));
        for (String wrong : List.of("{\"all\":true}", "{\"category\":\"no name\"}")) {
            assertEquals(400, alice.post("/api/v1/inbox/read", wrong).statusCode());
        }
        assertEquals(
                404,
                alice.post("/api/v1/inbox/read", "{\"upTo\":\"" + UUID.randomUUID() + "\"}")
                        .statusCode());
    }

    @Test
    void an_item_of_another_user_or_an_unknown_id_is_not_found() {
        String id = send("mine");
        awaitUnread(1);
        assertEquals(404, bob.post("/api/v1/inbox/" + id + "/read", "").statusCode());
        assertEquals(404, bob.delete("/api/v1/inbox/" + id).statusCode());
        assertEquals(404, change(UUID.randomUUID().toString(), "read").statusCode());
        assertEquals(404, change("nonsense", "archive").statusCode());
    }

    @Test
    void a_notification_can_be_read_immediately_after_it_is_accepted() {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, change(send("now" + i), "read").statusCode());
        }
        Await.until(
                "all items are read", () -> inbox("?status=read").get("items").size() == 20);
        assertEquals(0, inbox("").get("unread").asInt());
    }

    @Test
    void an_item_sent_before_everything_was_read_is_read_although_it_arrives_later() {
        String other = "slow-" + user;
        Api slow = new Api(base, Tokens.of(other).sign());
        billing.notify(other, "counted");
        Await.until("the user has an unread count", () -> ids(slow).size() == 1);
        try (LockedInbox count = new LockedInbox(other)) {
            billing.notify(other, "held up");
            Await.until("the projection waits", () -> count.waiting() == 1);
            send("late");
            assertEquals(0, readAll("{}"));
        }
        Await.until(
                "the item is in the inbox",
                () -> inbox("?status=read").get("items").size() == 1);
        assertEquals(0, inbox("").get("unread").asInt());
    }

    @Test
    void the_unread_count_is_correct_when_two_devices_read_concurrently() {
        List<String> ids = IntStream.range(0, 40).mapToObj(i -> send("n" + i)).toList();
        awaitUnread(40);
        List<CompletableFuture<Integer>> reads = ids.stream()
                .map(id -> CompletableFuture.supplyAsync(
                        () -> read(change(id, "read")).get("version").asInt()))
                .toList();
        assertEquals(
                IntStream.rangeClosed(1, 40).boxed().toList(),
                reads.stream().map(CompletableFuture::join).sorted().toList());
        assertEquals(0, inbox("").get("unread").asInt());
    }

    @Test
    void a_notification_to_everyone_is_only_for_users_known_before_it() {
        alice.get("/api/v1/inbox");
        String id = id(billing.publish("{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"all\"}"));
        Await.until("the broadcast is projected", () -> count("broadcast", id) == 1);
        assertEquals(0, count("inbox_item", id), "an item is written only when the user reads the inbox");
        Await.until("the item is in the inbox", () -> ids(alice).contains(id));
        Api stranger = new Api(base, Tokens.of("later-" + user).sign());
        assertFalse(ids(stranger).contains(id));
        assertEquals(204, alice.delete("/api/v1/inbox/" + id).statusCode());
        assertFalse(ids(alice).contains(id));
    }

    @Test
    void a_notification_to_a_room_is_only_for_its_members_at_that_time() {
        String room = "room-" + user;
        sql("INSERT INTO room_member (room, user_id) VALUES ($1, $2)", Tuple.of(room, user));
        String id = id(billing.publish("{\"to\":{\"room\":\"" + room + "\"},\"type\":\"info\",\"title\":\"room\"}"));
        sql("DELETE FROM room_member WHERE room = $1", Tuple.of(room));
        Await.until("the item is in the inbox", () -> ids(alice).contains(id));
        String after =
                id(billing.publish("{\"to\":{\"room\":\"" + room + "\"},\"type\":\"info\",\"title\":\"later\"}"));
        String mine = send("after");
        Await.until("the later item is in the inbox", () -> ids(alice).contains(mine));
        assertFalse(ids(alice).contains(after));
    }

    private long count(String table, String notification) {
        return pool.preparedQuery("SELECT count(*) FROM " + table + " WHERE notification_id = $1")
                .execute(Tuple.of(UUID.fromString(notification)))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }

    private void sql(String statement, Tuple values) {
        pool.preparedQuery(statement).execute(values).await().indefinitely();
    }

    private int readAll(String body) {
        return read(alice.post("/api/v1/inbox/read", body)).get("unread").asInt();
    }

    private List<String> ids(Api reader) {
        List<String> ids = new ArrayList<>();
        read(reader.get("/api/v1/inbox?limit=200"))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private HttpResponse<String> change(String id, String action) {
        return alice.post("/api/v1/inbox/" + id + "/" + action, "");
    }

    private String send(String title) {
        return id(billing.notify(user, title));
    }

    private String send(String title, String category) {
        return id(billing.publish("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title
                + "\",\"category\":\"" + category + "\"}"));
    }

    private void awaitUnread(int count) {
        Await.until(count + " unread", () -> inbox("").get("unread").asInt() == count);
    }

    private JsonNode inbox(String query) {
        return read(alice.get("/api/v1/inbox" + query));
    }

    private static String id(HttpResponse<String> answer) {
        return read(answer).get("id").asText();
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.body());
        return parse(answer.body());
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
