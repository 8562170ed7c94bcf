package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sent notification is in the inbox of its recipient alone, and the inbox is read in pages. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxTest {

    @TestHTTPResource("/")
    URI base;

    private InboxFixture inbox;

    @BeforeEach
    void create() {
        inbox = new InboxFixture(base);
    }

    @Test
    void a_sent_notification_is_in_the_inbox_with_all_its_fields() {
        String id = InboxFixture.id(inbox.billing.publish(
                "{\"to\":{\"users\":[\"" + inbox.user + "\"]},\"type\":\"warning\",\"title\":\"t\","
                        + "\"body\":\"b\",\"category\":\"news\",\"link\":\"/x\",\"data\":{\"n\":1.50}}"));
        inbox.awaitUnread(1);
        JsonNode item = inbox.page("").get("items").get(0);
        assertEquals(id, item.get("id").asText());
        assertEquals("warning", item.get("type").asText());
        assertEquals("billing", item.get("from").asText());
        assertEquals("news", item.get("category").asText());
        assertTrue(inbox.alice.get("/api/v1/inbox").body().contains("\"data\":{\"n\":1.50}"));
        assertTrue(item.has("createdAt"));
        assertFalse(item.has("readAt"));
        assertEquals(
                1,
                InboxReader.read(inbox.alice.get("/api/v1/inbox/unread"))
                        .at("/byCategory/news")
                        .asInt());
    }

    @Test
    void pages_run_from_the_newest_to_the_oldest_item_without_gaps_or_repeats() {
        List<String> sent =
                IntStream.range(0, 25).mapToObj(i -> inbox.send("n" + i)).toList();
        inbox.awaitUnread(25);
        List<String> received = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = inbox.page("?limit=10" + before);
            page.get("items").forEach(item -> received.add(item.get("id").asText()));
            before = page.has("next") ? "&before=" + page.get("next").asText() : "";
        } while (!before.isEmpty());
        assertEquals(sent.stream().sorted().toList(), received.stream().sorted().toList());
        assertEquals("n24", inbox.page("?limit=1").at("/items/0/title").asText());
    }

    @Test
    void the_status_filter_returns_the_items_of_that_status() {
        String read = inbox.send("read");
        String archived = inbox.send("archived");
        String unread = inbox.send("unread");
        inbox.awaitUnread(3);
        inbox.change(read, "read");
        inbox.change(archived, "archive");
        assertEquals(unread, inbox.page("?status=unread").at("/items/0/id").asText());
        assertEquals(read, inbox.page("?status=read").at("/items/0/id").asText());
        assertEquals(archived, inbox.page("?status=archived").at("/items/0/id").asText());
        assertTrue(inbox.page("?status=archived").at("/items/0").has("archivedAt"));
        assertEquals(3, inbox.page("?status=all").get("items").size());
        assertEquals(1, inbox.page("").get("unread").asInt());
        assertEquals(
                400,
                inbox.alice.get("/api/v1/inbox?status=new&limit=0&before=x").statusCode());
        assertEquals(400, inbox.alice.get("/api/v1/inbox?status=").statusCode(), "an empty status is invalid");
    }

    @Test
    void an_item_of_another_user_or_an_unknown_id_is_not_found() {
        String id = inbox.send("mine");
        inbox.awaitUnread(1);
        assertEquals(404, inbox.bob.post("/api/v1/inbox/" + id + "/read", "").statusCode());
        assertEquals(404, inbox.bob.delete("/api/v1/inbox/" + id).statusCode());
        assertEquals(404, inbox.change(UUID.randomUUID().toString(), "read").statusCode());
        assertEquals(404, inbox.change("nonsense", "archive").statusCode());
    }
}
