package io.herald.inbox.preferences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.inbox.InboxReader;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Preferences apply on every instance, whichever instance stored them. */
class PreferencesIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final String PREFERENCES = "/api/v1/inbox/preferences";

    private final String user = "preferences-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api here = new Api(INSTANCES.one().baseUri(), token);
    private final Api there = new Api(INSTANCES.two().baseUri(), token);

    @Test
    void events_for_everyone_or_a_room_are_filtered_on_every_instance_within_a_second() {
        member("team");
        try (SseClient first = open(here, "");
                SseClient second = open(there, "")) {
            second.await("ready");
            first.await("ready");
            everyone("before", "ads", false);
            for (SseClient stream : List.of(first, second)) {
                stream.await(event -> event.data().contains("before"));
            }
            Await.until("the item is in the inbox", () -> inbox(there).contains("before"));
            set(here, "{\"categories\":{\"ads\":\"mute\",\"news\":\"inboxOnly\"}}");
            // No condition to wait for: preferences must apply within one second.
            Instant deadline = Instant.now().plusSeconds(1);
            Await.until("one second passes", () -> Instant.now().isAfter(deadline));
            everyone("muted", "ads", false);
            everyone("kept", "news", false);
            room("team", "muted too", "ads");
            everyone("critical", "ads", true);
            everyone("plain", "", false);
            for (SseClient stream : List.of(first, second)) {
                stream.await(event -> event.data().contains("plain"));
                assertEquals(List.of("before", "critical", "plain"), titles(stream));
            }
        }
        Await.until("the last item is in the inbox", () -> inbox(there).contains("plain"));
        assertEquals(List.of("plain", "critical", "kept", "before"), inbox(there));
    }

    @Test
    void when_quiet_hours_end_one_event_lists_all_notifications_to_everyone_and_rooms() {
        member("night");
        try (SseClient first = open(here, "");
                SseClient second = open(there, "")) {
            first.await("ready");
            second.await("ready");
            set(there, quietFor(Duration.ofSeconds(6)));
            set(there, quietFor(Duration.ofSeconds(6)));
            everyone("quiet", "", false);
            room("night", "quiet too", "");
            everyone("alarm", "", true);
            for (SseClient stream : List.of(first, second)) {
                stream.await(event -> event.data().contains("alarm"));
                SseEvent changed = stream.await("inbox.changed");
                assertEquals(List.of("alarm"), titles(stream));
                JsonNode data = InboxReader.data(changed);
                assertEquals(2, data.get("ids").size());
                assertEquals(3, data.get("unread").asInt());
                assertEquals("unread", data.get("state").asText());
            }
            everyone("morning", "", false);
            for (SseClient stream : List.of(first, second)) {
                stream.await(event -> event.data().contains("morning"));
                assertEquals(1, stream.events("inbox.changed").size());
            }
        }
        Await.until("the last item is in the inbox", () -> inbox(here).contains("morning"));
        assertEquals(List.of("morning", "alarm", "quiet too", "quiet"), inbox(here));
    }

    @Test
    void a_notification_to_a_user_is_stored_and_delivered_once_when_quiet_hours_end() {
        set(here, quietFor(Duration.ofSeconds(12)));
        try (SseClient stream = open(there, "")) {
            stream.await("ready");
            String key = UUID.randomUUID().toString();
            String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"held\"}";
            assertEquals(202, send(body, key).statusCode());
            Await.until("the item is in the inbox", () -> inbox(here).contains("held"));
            assertFalse(stream.events("notification").stream().findAny().isPresent());
            stream.await("notification");
            assertTrue(send(body, key).body().contains("\"duplicate\":true"));
            billing.notify(user, "afterwards");
            stream.await(event -> event.data().contains("afterwards"));
            assertEquals(List.of("held", "afterwards"), titles(stream));
        }
        Await.until("the last item is in the inbox", () -> inbox(here).contains("afterwards"));
        assertEquals(List.of("afterwards", "held"), inbox(here));
    }

    @Test
    void when_quiet_hours_end_held_notifications_follow_the_current_preferences() {
        set(here, quietFor(Duration.ofSeconds(4)));
        try (SseClient stream = open(there, "")) {
            stream.await("ready");
            user("muted meanwhile", "ads");
            String id = user("withdrawn", "news");
            assertEquals(204, billing.delete("/api/v1/notifications/" + id).statusCode());
            user("pushed", "news");
            String quiet = quietFor(Duration.ofSeconds(3));
            set(here, "{\"categories\":{\"ads\":\"mute\"}," + quiet.substring(1));
            stream.await("notification");
            user("later", "news");
            stream.await(event -> event.data().contains("later"));
            assertEquals(List.of("pushed", "later"), titles(stream));
        }
    }

    /** Times are whole minutes. An offset of the zone in seconds makes the quiet hours end after any duration. */
    private static String quietFor(Duration duration) {
        int now = LocalTime.now(ZoneOffset.UTC).plus(duration).toSecondOfDay();
        int noon = LocalTime.NOON.toSecondOfDay();
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(noon - now);
        return "{\"quietHours\":{\"from\":\"10:00\",\"to\":\"12:00\",\"zone\":\"" + zone.getId() + "\"}}";
    }

    private void member(String room) {
        Api admin = new Api(
                INSTANCES.two().baseUri(), Tokens.of("root").groups("admin").sign());
        assertTrue(admin.put("/api/v1/rooms/" + room + "/members/" + user, "").statusCode() < 300);
    }

    private void set(Api api, String preferences) {
        HttpResponse<String> answer = api.put(PREFERENCES, preferences);
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private void everyone(String title, String category, boolean critical) {
        publish("{\"everyone\":true}", title, category, critical);
    }

    private void room(String room, String title, String category) {
        publish("{\"room\":\"" + room + "\"}", title, category, false);
    }

    private String user(String title, String category) {
        return publish("{\"users\":[\"" + user + "\"]}", title, category, false);
    }

    private String publish(String to, String title, String category, boolean critical) {
        String more = category.isEmpty() ? "" : ",\"category\":\"" + category + "\"";
        String body = "{\"to\":" + to + ",\"type\":\"info\",\"title\":\"" + title + "\",\"critical\":" + critical + more
                + "}";
        return InboxReader.read(billing.publish(body)).get("id").asText();
    }

    private HttpResponse<String> send(String body, String key) {
        return billing.post("/api/v1/notifications", body, "Idempotency-Key", key);
    }

    private SseClient open(Api at, String query) {
        return SseClient.open(at.stream(query), token);
    }

    private static List<String> titles(SseClient stream) {
        return titles(stream.events("notification").stream().map(InboxReader::data));
    }

    private static List<String> titles(Stream<JsonNode> notifications) {
        return notifications
                .map(notification -> notification.get("title").asText())
                .toList();
    }

    private static List<String> inbox(Api at) {
        return stream(InboxReader.read(at.get("/api/v1/inbox")).get("items"))
                .map(item -> item.get("title").asText())
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all.stream();
    }
}
