package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A user changes the state of items, also of those that are not projected yet, and every connection of the user is informed. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxChangeTest {

    @TestHTTPResource("/")
    URI base;

    private InboxFixture inbox;

    @BeforeEach
    void create() {
        inbox = new InboxFixture(base);
    }

    @Test
    void each_change_is_sent_to_the_connections_of_the_user_with_an_increasing_version() {
        String id = inbox.send("one");
        inbox.send("two");
        inbox.awaitUnread(2);
        try (SseClient stream =
                SseClient.open(inbox.alice.stream(""), Tokens.of(inbox.user).sign())) {
            stream.await("ready");
            assertEquals(
                    1, InboxReader.read(inbox.change(id, "read")).get("unread").asInt());
            assertEquals(
                    2,
                    InboxReader.read(inbox.change(id, "unread")).get("unread").asInt());
            assertEquals(
                    1,
                    InboxReader.read(inbox.change(id, "archive")).get("unread").asInt());
            assertEquals(204, inbox.alice.delete("/api/v1/inbox/" + id).statusCode());
            List<JsonNode> changes = stream.awaitCount("inbox.changed", 4).stream()
                    .map(InboxReader::data)
                    .toList();
            assertEquals(
                    List.of("read", "unread", "archived", "deleted"),
                    changes.stream().map(data -> data.get("state").asText()).toList());
            assertEquals(
                    List.of(1, 2, 3, 4),
                    changes.stream().map(data -> data.get("version").asInt()).toList());
            assertEquals(id, changes.get(0).at("/ids/0").asText());
        }
        assertEquals(404, inbox.change(id, "read").statusCode());
        assertEquals(1, inbox.page("?status=all").get("items").size());
    }

    @Test
    void one_call_reads_a_category_or_all_items_up_to_one_or_everything() {
        inbox.send("a", "ads");
        inbox.send("b", "news");
        String third = inbox.send("c", "news");
        inbox.send("d", "ads");
        inbox.awaitUnread(4);
        assertEquals(2, inbox.readAll("{\"category\":\"ads\"}"));
        inbox.send("e", "ads");
        inbox.awaitUnread(3);
        assertEquals(1, inbox.readAll("{\"upTo\":\"" + third + "\"}"));
        assertEquals(0, inbox.readAll("{}"));
        for (String wrong : List.of("{\"all\":true}", "{\"category\":\"no name\"}")) {
            assertEquals(400, inbox.alice.post("/api/v1/inbox/read", wrong).statusCode());
        }
        assertEquals(
                404,
                inbox.alice
                        .post("/api/v1/inbox/read", "{\"upTo\":\"" + UUID.randomUUID() + "\"}")
                        .statusCode());
    }

    @Test
    void a_notification_can_be_read_immediately_after_it_is_accepted() {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, inbox.change(inbox.send("now" + i), "read").statusCode());
        }
        Await.until(
                "all items are read",
                () -> inbox.page("?status=read").get("items").size() == 20);
        assertEquals(0, inbox.page("").get("unread").asInt());
    }

    @Test
    void an_item_sent_before_everything_was_read_is_read_although_it_arrives_later() {
        String other = "slow-" + inbox.user;
        Api slow = new Api(base, Tokens.of(other).sign());
        inbox.billing.notify(other, "counted");
        Await.until("the user has an unread count", () -> inbox.ids(slow).size() == 1);
        try (LockedInbox count = new LockedInbox(other)) {
            inbox.billing.notify(other, "held up");
            Await.until("the projection waits", () -> count.waiting() == 1);
            inbox.send("late");
            assertEquals(0, inbox.readAll("{}"));
        }
        Await.until(
                "the item is in the inbox",
                () -> inbox.page("?status=read").get("items").size() == 1);
        assertEquals(0, inbox.page("").get("unread").asInt());
    }

    @Test
    void the_unread_count_is_correct_when_two_devices_read_concurrently() {
        List<String> ids =
                IntStream.range(0, 40).mapToObj(i -> inbox.send("n" + i)).toList();
        inbox.awaitUnread(40);
        List<CompletableFuture<Integer>> reads = ids.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> InboxReader.read(inbox.change(id, "read"))
                        .get("version")
                        .asInt()))
                .toList();
        assertEquals(
                IntStream.rangeClosed(1, 40).boxed().toList(),
                reads.stream().map(CompletableFuture::join).sorted().toList());
        assertEquals(0, inbox.page("").get("unread").asInt());
    }
}
