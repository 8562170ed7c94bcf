package io.herald.inbox.sent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.inbox.InboxReader;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Withdrawal, replacement, facts and escalation of sent notifications. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SentNotificationsTest {

    private static final String SENT = "/api/v1/notifications/";

    @TestHTTPResource("/")
    URI base;

    private final String user = "sent-" + UUID.randomUUID();
    private Api billing;
    private Api shipping;
    private Api alice;

    @BeforeEach
    void sign() {
        billing = new Api(base, Tokens.publisher("billing"));
        shipping = new Api(base, Tokens.publisher("shipping"));
        alice = new Api(base, Tokens.of(user).sign());
    }

    @Test
    void a_withdrawal_reaches_the_stream_and_removes_the_notification_from_inbox_and_replay() {
        try (SseClient stream = open("")) {
            stream.await("ready");
            String id = send("secret", "");
            stream.await("notification");
            awaitInbox("secret");
            assertEquals(404, shipping.delete(SENT + id).statusCode());
            assertEquals(204, billing.delete(SENT + id).statusCode());
            assertTrue(stream.await("notification.withdrawn").data().contains(id));
            assertEquals(List.of(), InboxReader.titles(alice));
            assertEquals("withdrawn", facts(id).get("state").asText());
            assertFalse(alice.get("/api/v1/channels/user:" + user + "/events")
                    .body()
                    .contains("secret"));
            assertFalse(alice.get("/api/v1/poll?cursor=0-1").body().contains("secret"));
            assertEquals(204, billing.delete(SENT + id).statusCode());
        }
        send("afterwards", "");
        try (SseClient replay = open("?since=earliest")) {
            replay.await(event -> event.data().contains("afterwards"));
            assertTrue(replay.events().stream().noneMatch(event -> event.data().contains("secret")));
            assertEquals(0, replay.events("reset").size());
        }
    }

    @Test
    void a_newer_notification_with_the_same_key_and_sender_replaces_an_unread_older_one() {
        try (SseClient stream = open("")) {
            stream.await("ready");
            String first = send("1 comment", ",\"collapseKey\":\"comments\"");
            awaitInbox("1 comment");
            send("2 comments", ",\"collapseKey\":\"comments\"");
            shipping.publish(body("other sender", ",\"collapseKey\":\"comments\""));
            awaitInbox("other sender");
            assertEquals(List.of("other sender", "2 comments"), InboxReader.titles(alice));
            assertTrue(stream.await("notification.replaced").data().contains(first));
        }
        assertEquals(
                2, InboxReader.read(alice.get("/api/v1/inbox")).get("unread").asInt());
    }

    @Test
    void a_newer_notification_to_everyone_replaces_an_unread_older_one_but_not_a_read_one() {
        alice.get("/api/v1/inbox");
        String key = ",\"collapseKey\":\"" + user + "\"";
        try (SseClient stream = open("")) {
            stream.await("ready");
            String first = everyone("1 of 3", key);
            awaitInbox("1 of 3");
            String second = everyone("2 of 3", key);
            assertTrue(stream.await("notification.replaced").data().contains(first));
            awaitInbox("2 of 3");
            assertFalse(InboxReader.titles(alice).contains("1 of 3"));
            assertEquals(
                    200, alice.post("/api/v1/inbox/" + second + "/read", "").statusCode());
            everyone("3 of 3", key);
            awaitInbox("3 of 3");
            assertEquals(List.of("3 of 3", "2 of 3"), InboxReader.titles(alice));
            String replaced =
                    stream.awaitCount("notification.replaced", 2).get(1).data();
            assertTrue(replaced.contains("\"channel\":\"everyone\"") && replaced.contains(second), replaced);
        }
        everyone("4 of 3", key);
        everyone("5 of 3", key);
        awaitInbox("5 of 3");
        assertEquals(List.of("5 of 3", "2 of 3"), InboxReader.titles(alice));
    }

    @Test
    void facts_count_connections_and_first_deliveries_on_resume_but_no_replay_from_the_start() {
        try (SseClient stream = open("");
                SseClient other = open("")) {
            stream.await("ready");
            String cursor = other.await("ready").id();
            String id = send("counted", "");
            stream.await("notification");
            other.await("notification");
            Await.until(
                    "two deliveries are counted",
                    () -> facts(id).get("delivered").asInt() == 2);
            try (SseClient resumed =
                    SseClient.resume(alice.stream(""), Tokens.of(user).sign(), cursor)) {
                resumed.await("notification");
            }
            Await.until(
                    "the resumed connection is counted",
                    () -> facts(id).get("delivered").asInt() == 3);
            try (SseClient again = open("?since=earliest")) {
                again.await("notification");
            }
            String next = send("next", "");
            Await.until(
                    "the next notification is counted",
                    () -> facts(next).get("delivered").asInt() == 2);
            assertEquals(3, facts(id).get("delivered").asInt());
        }
    }

    private String everyone(String title, String more) {
        String to = "{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
        return InboxReader.read(billing.publish(to)).get("id").asText();
    }

    @Test
    void facts_are_visible_to_the_sender_and_to_administrators() {
        String id = send("facts", "");
        awaitInbox("facts");
        JsonNode facts = facts(id);
        assertEquals("sent", facts.get("state").asText());
        assertEquals(1, facts.get("recipients").asInt());
        assertEquals(0, facts.get("read").asInt());
        alice.post("/api/v1/inbox/" + id + "/read", "");
        assertEquals(1, facts(id).get("read").asInt());
        assertEquals(404, shipping.get(SENT + id).statusCode());
        assertEquals(403, alice.get(SENT + id).statusCode());
        assertEquals(404, billing.get(SENT + UUID.randomUUID()).statusCode());
        String admin = Tokens.of("root").groups("admin").sign();
        assertEquals(200, new Api(base, admin).get(SENT + id).statusCode());
    }

    @Test
    void an_escalation_to_a_webhook_that_is_not_configured_is_rejected() {
        HttpResponse<String> rejected = billing.publish(
                body("escalate", ",\"escalate\":{\"after\":\"PT1M\",\"webhook\":\"http://169.254.169.254/\"}"));
        assertEquals(400, rejected.statusCode());
        assertTrue(rejected.body().contains("\"field\":\"escalate.webhook\""), rejected.body());
    }

    private SseClient open(String query) {
        return SseClient.open(alice.stream(query), Tokens.of(user).sign());
    }

    private JsonNode facts(String id) {
        return InboxReader.read(billing.get(SENT + id));
    }

    private void awaitInbox(String title) {
        Await.until(title + " in the inbox", () -> InboxReader.titles(alice).contains(title));
    }

    private String send(String title, String more) {
        return InboxReader.read(billing.publish(body(title, more))).get("id").asText();
    }

    private String body(String title, String more) {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
    }
}
