package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.PushReceiver;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is pushed and to whom, from the publisher to the browser. */
class PushIT {

    /** Longer than a test waits, so that a push that arrives has not been delayed. */
    private static final Duration AFTER = Duration.ofMinutes(5);

    private static PushInstance instance;

    @BeforeAll
    static void start() {
        instance = PushInstance.start(AFTER);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void a_notification_arrives_encrypted_and_signed() {
        PushFixture alice = instance.subscribed();
        String id = alice.publish(
                "Shipped",
                ",\"body\":\"On Friday\",\"category\":\"orders\",\"link\":\"/orders/4711\",\"ttl\":\"PT10M\"");
        JsonNode notification = alice.await(1);
        assertEquals("Shipped", notification.path("title").asText());
        assertEquals("On Friday", notification.path("body").asText());
        assertEquals(
                "https://app.example.com/orders/4711",
                notification.path("navigate").asText());
        assertEquals(id, notification.path("tag").asText());
        assertEquals("1", notification.path("app_badge").asText());
        assertEquals(id, notification.path("data").path("id").asText());
        Push push = instance.service().received(alice.endpoint()).get(0);
        assertEquals("aes128gcm", push.headers().get("content-encoding"));
        assertEquals("normal", push.headers().get("urgency"));
        int ttl = Integer.parseInt(push.headers().get("ttl"));
        assertTrue(ttl > 590 && ttl <= 600, ttl + " s");
        assertFalse(push.headers().containsKey("topic"));
        String key = PushFixture.json(alice.api().get("/api/v1/push/key").body())
                .path("key")
                .asText();
        String[] vapid = push.headers().get("authorization").split("vapid t=|, k=");
        assertEquals(key, vapid[2]);
        assertTrue(PushReceiver.isSigned(vapid[1], key));
    }

    @Test
    void each_browser_of_a_user_gets_it() {
        PushFixture one = instance.subscribed();
        PushFixture two = one.otherBrowser();
        two.subscribe();
        one.publish("Shipped");
        assertEquals("Shipped", one.await(1).path("title").asText());
        assertEquals("Shipped", two.await(1).path("title").asText());
    }

    @Test
    void the_badge_counts_what_is_unread() {
        PushFixture alice = instance.subscribed();
        alice.publish("one");
        alice.await(1);
        alice.publish("two");
        assertEquals("2", alice.await(2).path("app_badge").asText());
    }

    @Test
    void collapsed_notifications_have_a_topic_and_a_tag() {
        PushFixture alice = instance.subscribed();
        alice.publish("one", ",\"collapseKey\":\"cpu\"");
        alice.await(1);
        alice.publish("two", ",\"collapseKey\":\"cpu\"");
        JsonNode second = alice.await(2);
        assertEquals("cpu", second.path("tag").asText());
        assertEquals("1", second.path("app_badge").asText());
        String topic =
                instance.service().received(alice.endpoint()).get(0).headers().get("topic");
        assertTrue(topic.matches("[A-Za-z0-9_-]{1,32}"), topic);
        assertEquals(
                topic,
                instance.service().received(alice.endpoint()).get(1).headers().get("topic"));
    }

    @Test
    void a_critical_notification_is_urgent() {
        PushFixture alice = instance.subscribed();
        alice.publish("Fire", ",\"critical\":true");
        alice.await(1);
        assertEquals(
                "high",
                instance.service().received(alice.endpoint()).get(0).headers().get("urgency"));
    }

    @Test
    void a_long_body_is_truncated() {
        PushFixture alice = instance.subscribed();
        alice.publish("Long", ",\"body\":\"" + "word ".repeat(1_990) + "\"");
        JsonNode notification = alice.await(1);
        assertTrue(notification.path("body").asText().endsWith("word…"));
        assertTrue(notification.path("data").path("truncated").asBoolean());
        assertTrue(instance.service().received(alice.endpoint()).get(0).body().length <= 4_096);
    }

    @Test
    void a_connection_that_reports_nothing_does_not_delay_the_push() {
        PushFixture alice = instance.subscribed();
        instance.herald().socket(Tokens.of(alice.user()).sign());
        alice.publish("Shipped");
        alice.await(1);
    }

    @Test
    void a_page_that_is_hidden_again_does_not_delay_the_push() {
        PushFixture alice = instance.subscribed();
        RawWebSocket socket = alice.visible();
        assertTrue(socket.ask("session.visible", "{\"visible\":false}", "h").contains("ack"));
        alice.publish("Shipped");
        alice.await(1);
    }

    @Test
    void a_notification_to_everyone_is_pushed_to_users_who_were_known_before() {
        PushFixture alice = instance.subscribed();
        Await.until(
                "the user is known",
                () -> instance.database()
                        .query("SELECT count(*) FROM known_user WHERE id = '" + alice.user() + "'")
                        .equals("1"));
        String title = "all-" + UUID.randomUUID();
        String id = alice.publishTo("{\"everyone\":true}", title, "");
        assertEquals(title, alice.await(1).path("title").asText());
        PushFixture late = instance.subscribed();
        instance.assertNotPushed(late, title);
        Await.until("it is counted", () -> alice.facts(id).path("pushed").asInt() >= 1);
    }

    @Test
    void a_notification_to_a_room_is_pushed_to_its_members() {
        PushFixture member = instance.subscribed();
        PushFixture stranger = instance.subscribed();
        String room = "room-" + UUID.randomUUID();
        Api admin = new Api(
                instance.herald().baseUri(), Tokens.of("root").groups("admin").sign());
        assertEquals(
                204,
                admin.put("/api/v1/rooms/" + room + "/members/" + member.user(), "")
                        .statusCode());
        member.publishTo("{\"room\":\"" + room + "\"}", "to the room", "");
        assertEquals("to the room", member.await(1).path("title").asText());
        instance.assertNotPushed(stranger, "to the room");
    }

    @Test
    void a_subscription_gets_nothing_that_is_older() {
        PushFixture alice = instance.user();
        alice.api().get("/api/v1/inbox");
        alice.publish("older");
        alice.publishTo("{\"everyone\":true}", "older to everyone", "");
        Await.until(
                "they are in the inbox",
                () -> alice.api().get("/api/v1/inbox/unread").body().contains("\"unread\":2"));
        alice.subscribe();
        alice.publish("newer");
        assertEquals("newer", alice.await(1).path("title").asText());
        instance.assertNotPushed(alice, "older");
        instance.assertNotPushed(alice, "older to everyone");
    }

    @Test
    void a_test_notification_reaches_every_browser_and_no_inbox() {
        PushFixture one = instance.subscribed();
        PushFixture two = one.otherBrowser();
        two.subscribe();
        one.visible();
        assertEquals(202, one.api().post("/api/v1/push/test", "").statusCode());
        assertEquals("Test notification", one.await(1).path("title").asText());
        assertEquals("Test notification", two.await(1).path("title").asText());
        assertTrue(one.api().get("/api/v1/inbox").body().contains("\"items\":[]"));
    }

    @Test
    void a_browser_that_another_user_uses_now_gets_nothing_for_the_former_user() {
        PushFixture former = instance.subscribed();
        former.beginQuietHours();
        former.publish("private");
        instance.awaitPostponed(former, 1);
        PushFixture current = new PushFixture(
                instance.herald(), instance.service(), instance.user().user(), former.endpoint(), former.browser());
        current.subscribe();
        instance.endQuietHours(former);
        instance.awaitDecided(former);
        current.publish("for the current user");
        assertEquals("for the current user", current.await(1).path("title").asText());
        assertEquals(1, current.received());
    }

    @Test
    void facts_and_metrics_count_pushes() {
        PushFixture alice = instance.subscribed();
        PushFixture gone = alice.otherBrowser();
        gone.subscribe();
        instance.service().behave(gone.endpoint(), TestPushService.answer(410));
        String id = alice.publish("Shipped");
        alice.await(1);
        gone.await(1);
        Await.until("both are counted", () -> {
            JsonNode facts = alice.facts(id);
            return facts.path("pushed").asInt() == 1 && facts.path("pushFailed").asInt() == 1;
        });
        assertTrue(alice.publisher().metric("herald_push_attempts_total{outcome=\"pushed\",service=\"other\"}") >= 1);
        assertTrue(alice.publisher().metric("herald_push_attempts_total{outcome=\"gone\",service=\"other\"}") >= 1);
    }

    @Test
    void no_endpoint_is_in_a_metric_or_a_log_line() {
        PushFixture alice = instance.subscribed();
        alice.publish("Shipped");
        alice.await(1);
        String secret = alice.endpoint();
        assertFalse(alice.publisher().get("/q/metrics").body().contains(secret));
        assertFalse(String.join("\n", instance.herald().log()).contains(secret));
    }
}
