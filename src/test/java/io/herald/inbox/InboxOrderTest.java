package io.herald.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
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
import org.junit.jupiter.api.Test;

/** The inbox has the order of acceptance, as the stream does. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class InboxOrderTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    Projection projection;

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
        Await.until("the schema", () -> reader.get("/api/v1/inbox").statusCode() == 200);
    }

    /** One event as the work queue has it: its id in the log, and the time and the id that the accepting instance gave it. */
    private Event event(EventId id, Instant sent, UUID notification) {
        byte[] data = "{\"id\":\"%s\",\"type\":\"info\",\"title\":\"%s\"}"
                .formatted(notification, id)
                .getBytes(UTF_8);
        return new Event(
                0,
                id,
                List.of(Channel.user(user)),
                NotificationRecord.EVENT,
                Envelope.body(sent, "billing", data),
                new EventAttributes(false, null, EventAttributes.NEVER, notification.toString()));
    }

    /** Of two ids of a test, the one with the higher number is the higher. */
    private UUID id(long number) {
        return new UUID(ids, Long.MIN_VALUE | number);
    }

    private void project(Event... events) {
        ItemRows itemRows = new ItemRows();
        List.of(events).forEach(itemRows::add);
        projection.insert(itemRows).await().indefinitely();
    }

    private List<String> titles(String query) {
        List<String> titles = new ArrayList<>();
        JsonNode page = Inboxes.read(reader.get("/api/v1/inbox" + query));
        page.get("items").forEach(item -> titles.add(item.get("title").asText()));
        return titles;
    }

    private String next(String query) {
        return Inboxes.read(reader.get("/api/v1/inbox" + query)).get("next").asText();
    }

    @Test
    void items_of_one_batch_appear_in_its_order_whether_they_are_delivered_or_only_stored() {
        reader.put("/api/v1/inbox/preferences", "{\"categories\":{\"quiet\":\"inboxOnly\"}}");
        String batch = IntStream.range(0, 300)
                .mapToObj(n -> "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"n%d\",\"category\":\"%s\"}"
                        .formatted(user, n, n % 3 == 0 ? "quiet" : "loud"))
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(200, billing.post("/api/v1/notifications/batch", batch).statusCode());
        Await.until("all of them", () -> Inboxes.titles(reader).size() == 300);
        List<String> expected =
                IntStream.range(0, 300).mapToObj(n -> "n" + n).collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(expected);
        assertEquals(expected, Inboxes.titles(reader));
    }

    @Test
    void what_instances_with_different_clocks_accept_is_in_the_order_of_the_log() {
        EventId first = new EventId(now, 0);
        EventId second = new EventId(now, 1);
        EventId third = new EventId(now + 1, 0);
        Instant ahead = Instant.ofEpochMilli(now + 5_000);
        Instant behind = Instant.ofEpochMilli(now - 5_000);
        project(event(third, behind, id(1)), event(first, ahead, id(3)), event(second, behind, id(2)));
        assertEquals(List.of(third + "", second + "", first + ""), titles(""));
        String cursor = next("?limit=1");
        assertEquals(List.of(second + "", first + ""), titles("?before=" + cursor));
    }

    @Test
    void a_scheduled_notification_comes_when_it_is_sent_however_early_it_was_accepted() {
        project(event(new EventId(now, 0), Instant.ofEpochMilli(now), id(2)));
        project(event(new EventId(now + 1, 0), Instant.ofEpochMilli(now + 1), id(1)));
        assertEquals(List.of(now + 1 + "-0", now + "-0"), titles(""));
    }

    @Test
    void read_up_to_an_item_covers_the_older_ones_of_its_millisecond_and_not_the_newer() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(1)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 3), Instant.ofEpochMilli(now), id(4)));
        reader.post("/api/v1/inbox/read", "{\"upTo\":\"" + id(2) + "\"}");
        assertEquals(List.of(now + "-3"), titles("?status=unread"));
        // One instance is slower than the other to bring these.
        project(event(new EventId(now, 2), Instant.ofEpochMilli(now), id(3)));
        project(event(new EventId(now - 1, 7), Instant.ofEpochMilli(now), id(5)));
        assertEquals(List.of(now + "-3", now + "-2"), titles("?status=unread"));
    }

    @Test
    void everything_read_covers_what_was_sent_before_and_arrives_later() {
        Instant before = Instant.now().minusSeconds(1);
        reader.post("/api/v1/inbox/read", "{}");
        project(event(new EventId(now, 0), before, id(1)));
        project(event(new EventId(now, 1), Instant.now().plusSeconds(60), id(2)));
        assertEquals(List.of(now + "-1"), titles("?status=unread"));
    }

    @Test
    void a_page_goes_on_where_the_last_one_ended_although_that_item_is_gone() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(3)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 2), Instant.ofEpochMilli(now), id(1)));
        String cursor = next("?limit=2");
        pool.preparedQuery("DELETE FROM inbox_item WHERE user_id = $1 AND notification_id = $2")
                .execute(Tuple.of(user, id(2)))
                .await()
                .indefinitely();
        assertEquals(List.of(now + "-0"), titles("?before=" + cursor));
    }

    @Test
    void a_page_may_begin_before_a_notification_too() {
        project(
                event(new EventId(now, 0), Instant.ofEpochMilli(now), id(2)),
                event(new EventId(now, 1), Instant.ofEpochMilli(now), id(1)));
        assertEquals(List.of(now + "-0"), titles("?before=" + id(1)));
        assertEquals(400, reader.get("/api/v1/inbox?before=1-2-x").statusCode());
    }
}
