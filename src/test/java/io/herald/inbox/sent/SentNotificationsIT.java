package io.herald.inbox.sent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.inbox.InboxReader;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Promises to senders, where one instance accepts the notification and the other one answers. */
class SentNotificationsIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final String NOTIFICATIONS = "/api/v1/notifications";
    private static final int BATCH = 1_000;

    private final String user = "sent-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final Api here = new Api(INSTANCES.one().baseUri(), token);
    private final Api there = new Api(INSTANCES.two().baseUri(), token);
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api billingThere = new Api(INSTANCES.two().baseUri(), Tokens.publisher("billing"));
    private final Api shippingThere = new Api(INSTANCES.two().baseUri(), Tokens.publisher("shipping"));

    @Test
    void a_newer_notification_replaces_an_unread_older_one_whichever_instance_accepts_it() {
        try (SseClient first = open(here);
                SseClient second = open(there)) {
            String older = send(billing, "1 comment", ",\"collapseKey\":\"comments\"");
            awaitInbox("1 comment");
            send(billingThere, "2 comments", ",\"collapseKey\":\"comments\"");
            for (SseClient stream : List.of(first, second)) {
                assertTrue(stream.await("notification.replaced").data().contains(older));
            }
        }
        for (Api device : List.of(here, there)) {
            assertEquals(List.of("2 comments"), InboxReader.titles(device));
            assertEquals(1, inbox(device).get("unread").asInt());
        }
    }

    @Test
    void the_other_instance_detects_a_repeated_key_and_a_repeated_cloud_event() {
        String key = UUID.randomUUID().toString();
        String first = id(accepted(keyed(billing, body("keyed", ""), key), false));
        assertEquals(first, id(accepted(keyed(billingThere, body("keyed", ""), key), true)));
        assertEquals(409, keyed(billingThere, body("another", ""), key).statusCode());
        assertNotEquals(first, id(accepted(keyed(shippingThere, body("keyed", ""), key), false)));

        String event = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"" + key + "\",\"data\":"
                + body("event", "") + "}";
        String second = id(accepted(cloudEvent(billing, event), false));
        assertEquals(second, id(accepted(cloudEvent(billingThere, event), true)));
        assertEquals(
                409,
                cloudEvent(billingThere, event.replace("\"event\"", "\"other\""))
                        .statusCode());
        awaitInbox("event");
        assertEquals(List.of("event", "keyed", "keyed"), InboxReader.titles(here));
    }

    @Test
    void each_item_of_a_batch_has_its_own_outcome_and_the_other_instance_returns_the_same() {
        String wrong = "{\"to\":{\"users\":[]},\"type\":\"loud\",\"ttl\":\"-PT1S\",\"wat\":1}";
        String items = IntStream.range(0, BATCH)
                .mapToObj(i -> i % 100 == 7 ? wrong : body("n" + i, ",\"idempotencyKey\":\"" + user + i + "\""))
                .collect(Collectors.joining(",", "[", "]"));
        JsonNode first = InboxReader.read(billing.post(NOTIFICATIONS + "/batch", items));
        JsonNode again = InboxReader.read(billingThere.post(NOTIFICATIONS + "/batch", items));
        for (int i = 0; i < BATCH; i++) {
            if (i % 100 == 7) {
                for (JsonNode answer : List.of(first, again)) {
                    assertEquals(400, answer.get(i).get("status").asInt());
                    TreeSet<String> fields = new TreeSet<>(answer.get(i).findValuesAsText("field"));
                    assertEquals("[title, to.users, ttl, type, wat]", fields.toString());
                }
            } else {
                assertFalse(first.get(i).get("duplicate").asBoolean());
                assertTrue(again.get(i).get("duplicate").asBoolean());
                assertEquals(first.get(i).get("id"), again.get(i).get("id"));
            }
        }
        Await.until(
                "all valid items are in the inbox",
                () -> inbox(there).get("unread").asInt() == BATCH - BATCH / 100);
    }

    @Test
    void a_scheduled_notification_is_delivered_once_and_never_after_the_other_instance_cancels_it() {
        Instant due = Instant.now().plusSeconds(2);
        String never = send(billing, "never", ",\"deliverAt\":\"" + due.minusSeconds(1) + "\"");
        String later = send(billing, "later", ",\"deliverAt\":\"" + due + "\"");
        assertEquals("scheduled", facts(billingThere, later).get("state").asText());
        assertEquals(List.of(), InboxReader.titles(there));
        assertEquals(204, billingThere.delete(NOTIFICATIONS + "/" + never).statusCode());
        try (SseClient first = open(here);
                SseClient second = open(there)) {
            for (SseClient stream : List.of(first, second)) {
                stream.await("notification");
                assertFalse(Instant.now().isBefore(due));
            }
            send(billing, "afterwards", "");
            for (SseClient stream : List.of(first, second)) {
                stream.await(event -> event.data().contains("afterwards"));
                assertEquals(
                        List.of("later", "afterwards"),
                        stream.events("notification").stream()
                                .map(event ->
                                        InboxReader.data(event).get("title").asText())
                                .toList());
            }
        }
        awaitInbox("afterwards");
        assertEquals(List.of("afterwards", "later"), InboxReader.titles(there));
        assertEquals("sent", facts(billing, later).get("state").asText());
        assertEquals("withdrawn", facts(billing, never).get("state").asText());
    }

    @Test
    void an_expired_notification_is_visible_on_neither_instance() {
        String cursor = InboxReader.read(here.get("/api/v1/poll")).get("cursor").asText();
        try (SseClient second = open(there)) {
            send(billing, "short-lived", ",\"ttl\":\"PT2S\"");
            second.await("notification");
            awaitInbox("short-lived");
        }
        for (Api device : List.of(here, there)) {
            Await.until(
                    "the notification expires",
                    () -> !InboxReader.everything(device, user, cursor).contains("short-lived"));
            assertEquals(0, inbox(device).get("unread").asInt());
        }
    }

    @Test
    void facts_count_deliveries_of_all_instances_and_reads_on_any_instance() {
        String other = "other-" + user;
        try (SseClient first = open(here);
                RawWebSocket second = RawWebSocket.open(INSTANCES.two().baseUri(), "", token)) {
            second.await("ready");
            String id = id(InboxReader.read(billing.publish("{\"to\":{\"users\":[\"" + user + "\",\"" + other
                    + "\"]},\"type\":\"info\",\"title\":\"counted\"}")));
            first.await("notification");
            second.await("notification");
            awaitInbox("counted");
            Await.until(
                    "both deliveries are counted",
                    () -> facts(billingThere, id).get("delivered").asInt() == 2);
            second.ask("notification.read", "{\"id\":\"" + id + "\"}", "r");
            assertEquals(
                    0,
                    InboxReader.data(first.await("inbox.changed")).get("unread").asInt());
            for (Api sender : List.of(billing, billingThere)) {
                JsonNode facts = facts(sender, id);
                assertEquals("sent", facts.get("state").asText());
                assertTrue(facts.has("acceptedAt"));
                assertEquals(2, facts.get("recipients").asInt());
                assertEquals(1, facts.get("read").asInt());
                assertFalse(facts.get("escalated").asBoolean());
            }
        }
    }

    private SseClient open(Api device) {
        SseClient stream = SseClient.open(device.stream(""), token);
        stream.await("ready");
        return stream;
    }

    private static HttpResponse<String> keyed(Api sender, String body, String key) {
        return sender.post(NOTIFICATIONS, body, "Idempotency-Key", key);
    }

    private static HttpResponse<String> cloudEvent(Api sender, String event) {
        return sender.post(NOTIFICATIONS, event, "Content-Type", "application/cloudevents+json");
    }

    private static JsonNode accepted(HttpResponse<String> answer, boolean duplicate) {
        JsonNode accepted = InboxReader.read(answer);
        assertEquals(duplicate, accepted.get("duplicate").asBoolean());
        return accepted;
    }

    private static String id(JsonNode accepted) {
        return accepted.get("id").asText();
    }

    private static JsonNode facts(Api sender, String id) {
        return InboxReader.read(sender.get(NOTIFICATIONS + "/" + id));
    }

    private static JsonNode inbox(Api device) {
        return InboxReader.read(device.get("/api/v1/inbox"));
    }

    private void awaitInbox(String title) {
        Await.until(title + " in the inbox", () -> InboxReader.titles(there).contains(title));
    }

    private String send(Api sender, String title, String more) {
        return id(InboxReader.read(sender.publish(body(title, more))));
    }

    private String body(String title, String more) {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
    }
}
