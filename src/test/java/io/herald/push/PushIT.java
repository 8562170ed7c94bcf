package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When and how notifications are pushed, from the publisher to the browser. */
class PushIT {

    private static final Duration AFTER = Duration.ofSeconds(3);

    private static TestPushService service;
    private static HeraldProcess herald;
    private static Database database;

    @BeforeAll
    static void start() {
        service = TestPushService.start();
        database = Database.create();
        Map<String, String> settings = new TreeMap<>(database.settings());
        settings.putAll(service.settings());
        settings.put("herald.push.site", "https://app.example.com");
        settings.put("herald.push.after", AFTER.toSeconds() + "s");
        herald = HeraldProcess.start(settings);
        herald.awaitSchema();
    }

    @AfterAll
    static void stop() {
        herald.close();
        service.close();
    }

    private static PushFixture user() {
        return PushFixture.user(herald, service);
    }

    private static PushFixture subscribed() {
        return PushFixture.subscribed(herald, service);
    }

    /** A later push to the same user has arrived, so the earlier one has been decided on. */
    private static void assertNotPushed(PushFixture user, String title) {
        String marker = "marker-" + UUID.randomUUID();
        user.publish(marker);
        Await.until(
                "the marker arrives",
                () -> service.received(user.endpoint()).stream()
                        .anyMatch(push ->
                                user.decrypt(push).path("title").asText().equals(marker)));
        assertTrue(service.received(user.endpoint()).stream()
                .noneMatch(push -> user.decrypt(push).path("title").asText().equals(title)));
    }

    @Test
    void a_notification_arrives_encrypted_and_signed() {
        PushFixture alice = subscribed();
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
        Push push = service.received(alice.endpoint()).get(0);
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
        PushFixture one = subscribed();
        PushFixture two = one.otherBrowser();
        two.subscribe();
        one.publish("Shipped");
        assertEquals("Shipped", one.await(1).path("title").asText());
        assertEquals("Shipped", two.await(1).path("title").asText());
    }

    @Test
    void the_badge_counts_what_is_unread() {
        PushFixture alice = subscribed();
        alice.publish("one");
        alice.await(1);
        alice.publish("two");
        assertEquals("2", alice.await(2).path("app_badge").asText());
    }

    @Test
    void collapsed_notifications_have_a_topic_and_a_tag() {
        PushFixture alice = subscribed();
        alice.publish("one", ",\"collapseKey\":\"cpu\"");
        alice.await(1);
        alice.publish("two", ",\"collapseKey\":\"cpu\"");
        JsonNode second = alice.await(2);
        assertEquals("cpu", second.path("tag").asText());
        assertEquals("1", second.path("app_badge").asText());
        String topic = service.received(alice.endpoint()).get(0).headers().get("topic");
        assertTrue(topic.matches("[A-Za-z0-9_-]{1,32}"), topic);
        assertEquals(topic, service.received(alice.endpoint()).get(1).headers().get("topic"));
    }

    @Test
    void a_critical_notification_is_urgent() {
        PushFixture alice = subscribed();
        alice.publish("Fire", ",\"critical\":true");
        alice.await(1);
        assertEquals("high", service.received(alice.endpoint()).get(0).headers().get("urgency"));
    }

    @Test
    void a_long_body_is_truncated() {
        PushFixture alice = subscribed();
        alice.publish("Long", ",\"body\":\"" + "word ".repeat(1_990) + "\"");
        JsonNode notification = alice.await(1);
        assertTrue(notification.path("body").asText().endsWith("word…"));
        assertTrue(notification.path("data").path("truncated").asBoolean());
        assertTrue(service.received(alice.endpoint()).get(0).body().length <= 4_096);
    }

    @Test
    void a_connection_that_reports_nothing_does_not_delay_the_push() {
        PushFixture alice = subscribed();
        herald.socket(Tokens.of(alice.user()).sign());
        long published = System.nanoTime();
        alice.publish("Shipped");
        alice.await(1);
        assertTrue(System.nanoTime() - published < AFTER.toNanos());
    }

    @Test
    void the_push_waits_while_the_user_sees_a_page() {
        PushFixture alice = subscribed();
        RawWebSocket socket = visible(alice);
        long published = System.nanoTime();
        alice.publish("Shipped");
        socket.await("notification");
        alice.await(1);
        long waited = service.received(alice.endpoint()).get(0).atNanos() - published;
        assertTrue(waited >= AFTER.toNanos(), Duration.ofNanos(waited).toString());
    }

    @Test
    void what_is_read_meanwhile_is_not_pushed() {
        PushFixture alice = subscribed();
        RawWebSocket socket = visible(alice);
        String read = alice.publish("read");
        String archived = alice.publish("archived");
        String withdrawn = alice.publish("withdrawn");
        String deleted = alice.publish("deleted");
        assertTrue(socket.ask("notification.read", "{\"id\":\"" + read + "\"}", "1")
                .contains("ack"));
        assertEquals(
                200,
                alice.api().post("/api/v1/inbox/" + archived + "/archive", "").statusCode());
        assertEquals(
                204,
                alice.publisher().delete("/api/v1/notifications/" + withdrawn).statusCode());
        assertEquals(204, alice.api().delete("/api/v1/inbox/" + deleted).statusCode());
        alice.publish("unread");
        assertEquals("unread", alice.await(1).path("title").asText());
        assertEquals(1, alice.received());
        JsonNode facts = alice.facts(read);
        assertEquals(0, facts.path("pushed").asInt());
        assertEquals(0, facts.path("pushFailed").asInt());
    }

    @Test
    void a_page_that_is_hidden_again_does_not_delay_the_push() {
        PushFixture alice = subscribed();
        RawWebSocket socket = visible(alice);
        assertTrue(socket.ask("session.visible", "{\"visible\":false}", "h").contains("ack"));
        long published = System.nanoTime();
        alice.publish("Shipped");
        alice.await(1);
        assertTrue(System.nanoTime() - published < AFTER.toNanos());
    }

    private static RawWebSocket visible(PushFixture user) {
        RawWebSocket socket = herald.socket(Tokens.of(user.user()).sign());
        assertTrue(socket.ask("session.visible", "{\"visible\":true}", "v").contains("ack"));
        return socket;
    }

    @Test
    void muted_categories_and_those_for_the_inbox_are_not_pushed() {
        PushFixture alice = subscribed();
        assertEquals(
                200,
                alice.api()
                        .put("/api/v1/inbox/preferences", "{\"categories\":{\"ads\":\"mute\",\"news\":\"inboxOnly\"}}")
                        .statusCode());
        alice.publish("muted", ",\"category\":\"ads\"");
        alice.publish("kept", ",\"category\":\"news\"");
        alice.publish("urgent", ",\"category\":\"ads\",\"critical\":true");
        assertEquals("urgent", alice.await(1).path("title").asText());
        assertNotPushed(alice, "muted");
        assertNotPushed(alice, "kept");
        assertEquals(2 + 1, alice.received(), "the urgent one and the markers");
    }

    @Test
    void quiet_hours_postpone_a_push_and_what_is_read_by_their_end_is_dropped() {
        PushFixture alice = subscribed();
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        assertEquals(200, quietHours(alice, now.minusHours(1), now.plusHours(1)).statusCode());
        String read = alice.publish("read");
        alice.publish("unread");
        alice.publish("critical", ",\"critical\":true");
        assertEquals("critical", alice.await(1).path("title").asText());
        assertEquals(
                200, alice.api().post("/api/v1/inbox/" + read + "/read", "").statusCode());
        assertEquals(1, alice.received());
        // The jobs are due when the quiet hours of that time end; the test moves them.
        Await.until(
                "they are postponed",
                () -> database.query("SELECT count(*) FROM push_job WHERE user_id = '" + alice.user()
                                + "' AND claimed_by IS NULL AND due > now() + interval '50 minutes'")
                        .equals("2"));
        assertEquals(
                200,
                alice.api()
                        .put("/api/v1/inbox/preferences", "{\"categories\":{}}")
                        .statusCode());
        database.run("UPDATE push_job SET due = now() WHERE user_id = '" + alice.user() + "'");
        assertEquals("unread", alice.await(2).path("title").asText());
        Await.until(
                "nothing waits",
                () -> database.query("SELECT count(*) FROM push_job WHERE user_id = '" + alice.user() + "'")
                        .equals("0"));
        assertEquals(2, alice.received());
    }

    private static HttpResponse<String> quietHours(PushFixture user, LocalTime from, LocalTime to) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("HH:mm");
        return user.api()
                .put(
                        "/api/v1/inbox/preferences",
                        "{\"categories\":{},\"quietHours\":{\"from\":\"" + from.format(format) + "\",\"to\":\""
                                + to.format(format) + "\",\"zone\":\"UTC\"}}");
    }

    @Test
    void a_notification_to_everyone_is_pushed_to_users_who_were_known_before() {
        PushFixture alice = subscribed();
        Await.until(
                "the user is known",
                () -> database.query("SELECT count(*) FROM known_user WHERE id = '" + alice.user() + "'")
                        .equals("1"));
        String title = "all-" + UUID.randomUUID();
        String id = alice.publishTo("{\"everyone\":true}", title, "");
        assertEquals(title, alice.await(1).path("title").asText());
        PushFixture late = subscribed();
        assertNotPushed(late, title);
        Await.until("it is counted", () -> alice.facts(id).path("pushed").asInt() >= 1);
    }

    @Test
    void a_notification_to_a_room_is_pushed_to_its_members() {
        PushFixture member = subscribed();
        PushFixture stranger = subscribed();
        String room = "room-" + UUID.randomUUID();
        Api admin = new Api(herald.baseUri(), Tokens.of("root").groups("admin").sign());
        assertEquals(
                204,
                admin.put("/api/v1/rooms/" + room + "/members/" + member.user(), "")
                        .statusCode());
        member.publishTo("{\"room\":\"" + room + "\"}", "to the room", "");
        assertEquals("to the room", member.await(1).path("title").asText());
        assertNotPushed(stranger, "to the room");
    }

    @Test
    void a_subscription_gets_nothing_that_is_older() {
        PushFixture alice = user();
        alice.api().get("/api/v1/inbox");
        alice.publish("older");
        alice.publishTo("{\"everyone\":true}", "older to everyone", "");
        Await.until(
                "they are in the inbox",
                () -> alice.api().get("/api/v1/inbox/unread").body().contains("\"unread\":2"));
        alice.subscribe();
        alice.publish("newer");
        assertEquals("newer", alice.await(1).path("title").asText());
        assertNotPushed(alice, "older");
        assertNotPushed(alice, "older to everyone");
    }

    @Test
    void a_test_notification_reaches_every_browser_and_no_inbox() {
        PushFixture one = subscribed();
        PushFixture two = one.otherBrowser();
        two.subscribe();
        visible(one);
        assertEquals(202, one.api().post("/api/v1/push/test", "").statusCode());
        assertEquals("Test notification", one.await(1).path("title").asText());
        assertEquals("Test notification", two.await(1).path("title").asText());
        assertTrue(one.api().get("/api/v1/inbox").body().contains("\"items\":[]"));
    }

    @Test
    void a_browser_that_another_user_uses_now_gets_nothing_for_the_former_user() {
        PushFixture former = subscribed();
        assertEquals(
                200,
                quietHours(
                                former,
                                LocalTime.now(ZoneOffset.UTC).minusHours(1),
                                LocalTime.now(ZoneOffset.UTC).plusHours(1))
                        .statusCode());
        former.publish("private");
        Await.until(
                "it is postponed",
                () -> database.query("SELECT count(*) FROM push_job WHERE user_id = '" + former.user()
                                + "' AND claimed_by IS NULL AND due > now() + interval '50 minutes'")
                        .equals("1"));
        PushFixture current = new PushFixture(herald, service, user().user(), former.endpoint(), former.browser());
        current.subscribe();
        database.run("UPDATE push_job SET due = now() WHERE user_id = '" + former.user() + "'");
        Await.until(
                "it is dropped",
                () -> database.query("SELECT count(*) FROM push_job WHERE user_id = '" + former.user() + "'")
                        .equals("0"));
        current.publish("for the current user");
        assertEquals("for the current user", current.await(1).path("title").asText());
        assertEquals(1, current.received());
    }

    @Test
    void facts_and_metrics_count_pushes() {
        PushFixture alice = subscribed();
        PushFixture gone = alice.otherBrowser();
        gone.subscribe();
        service.behave(gone.endpoint(), TestPushService.answer(410));
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
        PushFixture alice = subscribed();
        alice.publish("Shipped");
        alice.await(1);
        String secret = alice.endpoint();
        assertFalse(alice.publisher().get("/q/metrics").body().contains(secret));
        assertFalse(String.join("\n", herald.log()).contains(secret));
    }
}
