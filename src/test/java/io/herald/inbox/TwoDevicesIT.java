package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.StandingInstances;
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
    static final StandingInstances INSTANCES = new StandingInstances();

    private static final int MANY = 60;

    private final String user = "devices-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api phone = new Api(INSTANCES.one().baseUri(), token);
    private final Api desk = new Api(INSTANCES.two().baseUri(), token);

    @Test
    void the_badge_is_right_on_both_when_both_read_at_once() {
        List<String> ids = IntStream.range(0, MANY).mapToObj(i -> send("n" + i)).toList();
        Await.until("all are there", () -> unread(desk) == MANY);
        try (SseClient first = SseClient.open(phone.stream(""), token);
                SseClient second = SseClient.open(desk.stream(""), token)) {
            first.await("ready");
            second.await("ready");
            List<CompletableFuture<Integer>> reads = IntStream.range(0, MANY)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? phone : desk)
                            .post("/api/v1/inbox/" + ids.get(i) + "/read", "")
                            .statusCode()))
                    .toList();
            assertTrue(reads.stream().allMatch(read -> read.join() == 200));
            for (SseClient stream : List.of(first, second)) {
                List<JsonNode> told = stream.awaitCount("inbox.changed", MANY).stream()
                        .map(Inboxes::data)
                        .sorted(Comparator.comparing(data -> data.get("version").asLong()))
                        .toList();
                assertEquals(0, told.get(MANY - 1).get("unread").asInt());
                assertEquals(
                        MANY,
                        told.stream()
                                .map(data -> data.get("version"))
                                .distinct()
                                .count());
            }
        }
        assertEquals(0, unread(phone));
    }

    @Test
    void what_is_on_the_screen_can_be_read_or_deleted_at_once_and_what_is_deleted_stays_so() {
        try (SseClient stream = SseClient.open(desk.stream(""), token)) {
            stream.await("ready");
            for (int i = 0; i < MANY; i++) {
                String id = send("n" + i);
                stream.await(event -> event.data().contains(id));
                String path = "/api/v1/inbox/" + id;
                int status = i % 2 == 0
                        ? desk.delete(path).statusCode()
                        : desk.post(path + "/read", "").statusCode();
                assertEquals(i % 2 == 0 ? 204 : 200, status);
            }
        }
        send("last");
        Await.until("the last", () -> Inboxes.titles(phone).contains("last"));
        assertEquals(1 + MANY / 2, Inboxes.titles(phone).size());
        assertEquals(1, unread(desk));
    }

    /** The inbox cannot take it until after the mute, and it is there nevertheless: accepted is accepted. */
    @Test
    void what_was_accepted_before_its_category_was_muted_is_kept_and_what_comes_after_is_not() {
        giveCount("ads");
        try (HeldCount behind = new HeldCount(user)) {
            send("before", ",\"category\":\"ads\"");
            Await.until("it is on its way", () -> behind.waiting() == 1);
            assertEquals(
                    200,
                    desk.put("/api/v1/inbox/preferences", "{\"categories\":{\"ads\":\"mute\"}}")
                            .statusCode());
            send("after", ",\"category\":\"ads\"");
            send("last");
        }
        Await.until("the last", () -> Inboxes.titles(phone).contains("last"));
        assertEquals(List.of("last", "before"), Inboxes.titles(phone));
    }

    /** Of what is unread in a category; there is none before the first has come. */
    private void giveCount(String category) {
        String id = send("counted", ",\"category\":\"" + category + "\"");
        Await.until("there is a count", () -> unread(desk) == 1);
        assertEquals(204, phone.delete("/api/v1/inbox/" + id).statusCode());
    }

    private String send(String title, String more) {
        String body =
                "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}";
        return Inboxes.read(billing.publish(body)).get("id").asText();
    }

    private String send(String title) {
        return Inboxes.read(billing.notify(user, title)).get("id").asText();
    }

    private static int unread(Api device) {
        return Inboxes.read(device.get("/api/v1/inbox/unread")).get("unread").asInt();
    }
}
