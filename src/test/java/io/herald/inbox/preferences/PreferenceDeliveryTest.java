package io.herald.inbox.preferences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Preferences decide whether a notification is delivered, stored, both or neither. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class PreferenceDeliveryTest {

    private static final String PREFERENCES = "/api/v1/inbox/preferences";

    @TestHTTPResource("/")
    URI base;

    private final String user = "sent-" + UUID.randomUUID();
    private Api billing;
    private Api alice;

    @BeforeEach
    void sign() {
        billing = new Api(base, Tokens.publisher("billing"));
        alice = new Api(base, Tokens.of(user).sign());
    }

    @Test
    void a_muted_category_is_neither_delivered_nor_stored_and_an_inbox_only_one_is_stored() {
        assertEquals(
                200,
                alice.put(PREFERENCES, "{\"categories\":{\"ads\":\"mute\",\"news\":\"inboxOnly\",\"x\":\"push\"}}")
                        .statusCode());
        assertEquals(
                "{\"categories\":{\"ads\":\"mute\",\"news\":\"inboxOnly\"}}",
                alice.get(PREFERENCES).body());
        try (SseClient stream = open("")) {
            stream.await("ready");
            send("ad", ",\"category\":\"ads\"");
            send("headline", ",\"category\":\"news\"");
            send("alarm", ",\"category\":\"ads\",\"critical\":true");
            send("plain", "");
            stream.await(event -> event.data().contains("plain"));
            assertEquals(2, stream.events("notification").size(), stream::toString);
        }
        awaitInbox("plain");
        assertEquals(List.of("plain", "alarm", "headline"), InboxReader.titles(alice));
        alice.put(PREFERENCES, "{}");
        try (SseClient stream = open("")) {
            stream.await("ready");
            send("ad again", ",\"category\":\"ads\"");
            stream.await("notification");
        }
    }

    @Test
    void during_quiet_hours_notifications_are_stored_and_only_critical_ones_are_delivered() {
        DateTimeFormatter minutes = DateTimeFormatter.ofPattern("HH:mm");
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        alice.put(
                PREFERENCES,
                "{\"quietHours\":{\"from\":\"" + minutes.format(now.minusMinutes(5)) + "\",\"to\":\""
                        + minutes.format(now.plusHours(1)) + "\",\"zone\":\"UTC\"}}");
        try (SseClient stream = open("")) {
            stream.await("ready");
            send("quiet", "");
            send("alarm", ",\"critical\":true");
            assertTrue(stream.await("notification").data().contains("alarm"));
        }
        awaitInbox("quiet");
        String wrong = alice.put(PREFERENCES, "{\"categories\":{\"a\":\"loud\"},\"quietHours\":{\"from\":\"25:00\"}}")
                .body();
        for (String field : List.of("categories.a", "quietHours.from", "quietHours.to", "quietHours.zone")) {
            assertTrue(wrong.contains("\"field\":\"" + field + "\""), wrong);
        }
    }

    private SseClient open(String query) {
        return SseClient.open(alice.stream(query), Tokens.of(user).sign());
    }

    private void awaitInbox(String title) {
        Await.until(title + " in the inbox", () -> InboxReader.titles(alice).contains(title));
    }

    private void send(String title, String more) {
        String notification =
                "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
        assertEquals(202, billing.publish(notification).statusCode());
    }
}
