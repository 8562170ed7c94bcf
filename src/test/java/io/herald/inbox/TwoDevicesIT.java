package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One user with two devices, on two instances. */
class TwoDevicesIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final int MANY = 60;

    private final String user = "devices-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api phone = new Api(INSTANCES.one().baseUri(), token);
    private final Api desktop = new Api(INSTANCES.two().baseUri(), token);

    @Test
    void the_unread_count_is_correct_on_both_devices_when_both_read_concurrently() {
        List<String> ids = IntStream.range(0, MANY).mapToObj(i -> send("n" + i)).toList();
        Await.until("all items are in the inbox", () -> unread(desktop) == MANY);
        try (SseClient first = SseClient.open(phone.stream(""), token);
                SseClient second = SseClient.open(desktop.stream(""), token)) {
            first.await("ready");
            second.await("ready");
            List<CompletableFuture<Integer>> reads = IntStream.range(0, MANY)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? phone : desktop)
                            .post("/api/v1/inbox/" + ids.get(i) + "/read", "")
                            .statusCode()))
                    .toList();
            assertTrue(reads.stream().allMatch(read -> read.join() == 200));
            for (SseClient stream : List.of(first, second)) {
                List<JsonNode> changes = stream.awaitCount("inbox.changed", MANY).stream()
                        .map(InboxReader::data)
                        .sorted(Comparator.comparing(data -> data.get("version").asLong()))
                        .toList();
                assertEquals(0, changes.get(MANY - 1).get("unread").asInt());
                assertEquals(
                        MANY,
                        changes.stream()
                                .map(data -> data.get("version"))
                                .distinct()
                                .count());
            }
        }
        assertEquals(0, unread(phone));
    }

    @Test
    void a_delivered_notification_can_be_read_or_deleted_immediately_and_stays_deleted() {
        try (SseClient stream = SseClient.open(desktop.stream(""), token)) {
            stream.await("ready");
            for (int i = 0; i < MANY; i++) {
                String id = send("n" + i);
                stream.await(event -> event.data().contains(id));
                String path = "/api/v1/inbox/" + id;
                int status = i % 2 == 0
                        ? desktop.delete(path).statusCode()
                        : desktop.post(path + "/read", "").statusCode();
                assertEquals(i % 2 == 0 ? 204 : 200, status);
            }
        }
        send("last");
        Await.until(
                "the last item is in the inbox", () -> InboxReader.titles(phone).contains("last"));
        assertEquals(1 + MANY / 2, InboxReader.titles(phone).size());
        assertEquals(1, unread(desktop));
    }

    /** The projection inserts the item only after the mute. An accepted notification is stored nevertheless. */
    @Test
    void muting_a_category_drops_later_notifications_and_keeps_those_accepted_before() {
        createUnreadCount("ads");
        try (LockedInbox count = new LockedInbox(user)) {
            send("before", ",\"category\":\"ads\"");
            Await.until("the projection waits", () -> count.waiting() == 1);
            assertEquals(
                    200,
                    desktop.put("/api/v1/inbox/preferences", "{\"categories\":{\"ads\":\"mute\"}}")
                            .statusCode());
            send("after", ",\"category\":\"ads\"");
            send("last");
        }
        Await.until(
                "the last item is in the inbox", () -> InboxReader.titles(phone).contains("last"));
        assertEquals(List.of("last", "before"), InboxReader.titles(phone));
    }

    /** Creates the row with the unread count of the user. It does not exist before the first item. */
    private void createUnreadCount(String category) {
        String id = send("counted", ",\"category\":\"" + category + "\"");
        Await.until("the user has an unread count", () -> unread(desktop) == 1);
        assertEquals(204, phone.delete("/api/v1/inbox/" + id).statusCode());
    }

    private String send(String title, String more) {
        String body =
                "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
        return InboxReader.read(billing.publish(body)).get("id").asText();
    }

    private String send(String title) {
        return InboxReader.read(billing.notify(user, title)).get("id").asText();
    }

    private static int unread(Api device) {
        return InboxReader.read(device.get("/api/v1/inbox/unread"))
                .get("unread")
                .asInt();
    }
}
