package io.herald.inbox.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.inbox.InboxReader;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The inbox has the order of the log, as the stream does. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxOrderTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    InboxProjection projection;

    @Inject
    Pool pool;

    private final String user = "order-" + UUID.randomUUID();
    private final long ids =
            UUID.randomUUID().getMostSignificantBits() & 0x0000_FFFF_FFFF_0FFFL | 0x0193_0000_0000_7000L;
    private final long now = System.currentTimeMillis();
    private Api reader;
    private Api billing;

    @BeforeEach
    void sign() {
        reader = new Api(base, Tokens.of(user).sign());
        billing = new Api(base, Tokens.publisher("billing"));
        Await.until("the schema exists", () -> reader.get("/api/v1/inbox").statusCode() == 200);
    }

    /** Returns an event with an id of the log, and with time and notification id of the accepting instance. */
    private Event event(EventId id, Instant sent, UUID notification) {
        byte[] data = "{\"id\":\"%s\",\"type\":\"info\",\"title\":\"%s\"}"
                .formatted(notification, id)
                .getBytes(UTF_8);
        return new Event(
                0,
                id,
                List.of(Channel.user(user)),
                ProjectedNotification.EVENT,
                Envelope.body(sent, "billing", data),
                new EventAttributes(false, null, EventAttributes.NEVER, notification.toString()));
    }

    /** Returns an id that is unique to this test; a higher number gives a higher id. */
    private UUID id(long number) {
        return new UUID(ids, Long.MIN_VALUE | number);
    }

    private void project(Event... events) {
        ProjectedRows rows = new ProjectedRows();
        List.of(events).forEach(rows::add);
        projection.insert(rows).await().indefinitely();
    }

    private List<String> titles(String query) {
        List<String> titles = new ArrayList<>();
        JsonNode page = InboxReader.read(reader.get("/api/v1/inbox" + query));
        page.get("items").forEach(item -> titles.add(item.get("title").asText()));
        return titles;
    }

    private String nextCursor(String query) {
        return InboxReader.read(reader.get("/api/v1/inbox" + query)).get("next").asText();
    }

    @Test
    void items_of_a_batch_keep_their_order_whether_they_are_delivered_or_only_stored() {
        reader.put("/api/v1/inbox/preferences", "{\"categories\":{\"quiet\":\"inboxOnly\"}}");
        String batch = IntStream.range(0, 300)
                .mapToObj(n -> "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"n%d\",\"category\":\"%s\"}"
                        .formatted(user, n, n % 3 == 0 ? "quiet" : "loud"))
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(200, billing.post("/api/v1/notifications/batch", batch).statusCode());
        Await.until(
                "all items are in the inbox", () -> InboxReader.titles(reader).size() == 300);
        List<String> expected =
                IntStream.range(0, 300).mapToObj(n -> "n" + n).collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(expected);
        assertEquals(expected, InboxReader.titles(reader));
    }

    @Test
    void items_from_instances_with_different_clocks_are_in_the_order_of_the_log() {
        EventId first = new EventId(now, 0);
        EventId second = new EventId(now, 1);
        EventId third = new EventId(now + 1, 0);
        Instant ahead = Instant.ofEpochMilli(now + 5_000);
        Instant behind = Instant.ofEpochMilli(now - 5_000);
        project(event(third, behind, id(1)), event(first, ahead, id(3)), event(second, behind, id(2)));
        assertEquals(List.of(third + "", second + "", first + ""), titles(""));
        String cursor = nextCursor("?limit=1");
        assertEquals(List.of(second + "", first + ""), titles("?before=" + cursor));
    }

    @Test
    void a_scheduled_notification_is_sorted_by_the_time_it_is_sent() {
        project(event(new EventId(now, 0), Instant.ofEpochMilli(now), id(2)));
        project(event(new EventId(now + 1, 0), Instant.ofEpochMilli(now + 1), id(1)));
        assertEquals(List.of(now + 1 + "-0", now + "-0"), titles(""));
    }

    @Test
    void reading_up_to_an_item_covers_older_items_of_the_same_millisecond_but_not_newer_ones() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(1)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 3), Instant.ofEpochMilli(now), id(4)));
        reader.post("/api/v1/inbox/read", "{\"upTo\":\"" + id(2) + "\"}");
        assertEquals(List.of(now + "-3"), titles("?status=unread"));
        // One instance projects these items later than the other.
        project(event(new EventId(now, 2), Instant.ofEpochMilli(now), id(3)));
        project(event(new EventId(now - 1, 7), Instant.ofEpochMilli(now), id(5)));
        assertEquals(List.of(now + "-3", now + "-2"), titles("?status=unread"));
    }

    @Test
    void reading_everything_covers_items_sent_before_that_arrive_later() {
        Instant before = Instant.now().minusSeconds(1);
        reader.post("/api/v1/inbox/read", "{}");
        project(event(new EventId(now, 0), before, id(1)));
        project(event(new EventId(now, 1), Instant.now().plusSeconds(60), id(2)));
        assertEquals(List.of(now + "-1"), titles("?status=unread"));
    }

    @Test
    void a_page_continues_after_the_cursor_although_the_item_at_the_cursor_is_deleted() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(3)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 2), Instant.ofEpochMilli(now), id(1)));
        String cursor = nextCursor("?limit=2");
        pool.preparedQuery("DELETE FROM inbox_item WHERE user_id = $1 AND notification_id = $2")
                .execute(Tuple.of(user, id(2)))
                .await()
                .indefinitely();
        assertEquals(List.of(now + "-0"), titles("?before=" + cursor));
    }

    @Test
    void a_notification_id_is_also_accepted_as_the_start_of_a_page() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(1)));
        assertEquals(List.of(now + "-0"), titles("?before=" + id(1)));
        assertEquals(400, reader.get("/api/v1/inbox?before=1-2-x").statusCode());
    }
}
