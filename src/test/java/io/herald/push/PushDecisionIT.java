package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.RawWebSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Notifications whose push is postponed or dropped. */
class PushDecisionIT {

    /** Long enough to read, archive, withdraw and delete notifications before they would be pushed. */
    private static final Duration AFTER = Duration.ofSeconds(8);

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
    void the_push_waits_while_the_user_sees_a_page() {
        PushFixture alice = instance.subscribed();
        RawWebSocket socket = alice.visible();
        long published = System.nanoTime();
        alice.publish("Shipped");
        socket.await("notification");
        alice.await(1);
        long waited = instance.service().received(alice.endpoint()).get(0).atNanos() - published;
        assertTrue(waited >= AFTER.toNanos(), Duration.ofNanos(waited).toString());
    }

    @Test
    void what_is_read_meanwhile_is_not_pushed() {
        PushFixture alice = instance.subscribed();
        RawWebSocket socket = alice.visible();
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
    void muted_categories_and_those_for_the_inbox_are_not_pushed() {
        PushFixture alice = instance.subscribed();
        alice.setPreferences("{\"categories\":{\"ads\":\"mute\",\"news\":\"inboxOnly\"}}");
        alice.publish("muted", ",\"category\":\"ads\"");
        alice.publish("kept", ",\"category\":\"news\"");
        alice.publish("urgent", ",\"category\":\"ads\",\"critical\":true");
        assertEquals("urgent", alice.await(1).path("title").asText());
        instance.assertNotPushed(alice, "muted");
        instance.assertNotPushed(alice, "kept");
        assertEquals(2 + 1, alice.received(), "the urgent one and the markers");
    }

    @Test
    void quiet_hours_postpone_a_push_and_what_is_read_by_their_end_is_dropped() {
        PushFixture alice = instance.subscribed();
        alice.beginQuietHours();
        String read = alice.publish("read");
        alice.publish("unread");
        alice.publish("critical", ",\"critical\":true");
        assertEquals("critical", alice.await(1).path("title").asText());
        assertEquals(
                200, alice.api().post("/api/v1/inbox/" + read + "/read", "").statusCode());
        assertEquals(1, alice.received());
        instance.awaitPostponed(alice, 2);
        instance.endQuietHours(alice);
        assertEquals("unread", alice.await(2).path("title").asText());
        instance.awaitDecided(alice);
        assertEquals(2, alice.received());
    }
}
