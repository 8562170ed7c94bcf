package io.herald.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class LongPollTest {

    @TestHTTPResource
    URI base;

    private final String user = "poll-" + UUID.randomUUID();
    private Api publisher;
    private Api client;

    @BeforeEach
    void createClients() {
        publisher = new Api(base, Tokens.publisher("billing"));
        client = new Api(base, Tokens.of(user).sign());
    }

    @Test
    void a_poll_without_a_cursor_immediately_returns_the_current_cursor() {
        JsonObject answer = poll("");
        assertEquals(0, answer.getJsonArray("events").size());
        assertFalse(answer.getBoolean("reset"));
        assertFalse(answer.getString("cursor").isEmpty());
        assertEquals(
                "no-store",
                client.get("/api/v1/poll").headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void a_poll_immediately_returns_the_events_after_the_cursor() {
        String cursor = poll("").getString("cursor");
        publisher.notify(user, "one");
        JsonObject answer = poll("?wait=60s&cursor=" + cursor);
        assertEquals(
                "notification", answer.getJsonArray("events").getJsonObject(0).getString("event"));
    }

    @Test
    void a_poll_waits_for_an_event() {
        String cursor = poll("").getString("cursor");
        CompletableFuture<JsonObject> waiting = CompletableFuture.supplyAsync(() -> poll("?wait=60s&cursor=" + cursor));
        publisher.notify(user, "one");
        assertEquals(1, waiting.join().getJsonArray("events").size());
    }

    @Test
    void a_poll_returns_a_cursor_and_no_events_when_the_wait_ends() {
        String cursor = poll("").getString("cursor");
        assertEquals(
                0, poll("?wait=PT0.1S&cursor=" + cursor).getJsonArray("events").size());
        assertEquals(400, client.get("/api/v1/poll?wait=2m").statusCode());
    }

    @Test
    void consecutive_polls_lose_and_repeat_no_event() {
        String cursor = poll("").getString("cursor");
        CompletableFuture<Void> publishing =
                CompletableFuture.runAsync(() -> IntStream.range(0, 60).forEach(i -> publisher.notify(user, "n" + i)));
        List<String> titles = new ArrayList<>();
        while (titles.size() < 60) {
            JsonObject answer = poll("?wait=20s&cursor=" + cursor);
            cursor = answer.getString("cursor");
            answer.getJsonArray("events")
                    .forEach(event -> titles.add(
                            ((JsonObject) event).getJsonObject("data").getString("title")));
        }
        publishing.join();
        assertEquals(IntStream.range(0, 60).mapToObj(i -> "n" + i).toList(), titles);
    }

    /** Resolving such a cursor takes longer than the wait. The answer must not skip events that the client lacks. */
    @Test
    void a_poll_without_a_wait_returns_stored_events_after_a_reset() {
        publisher.notify(user, "one");
        JsonObject answer = poll("?cursor=1-0&wait=0s");
        assertTrue(answer.getBoolean("reset"));
        List<String> channels = answer.getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getString("channel"))
                .toList();
        assertTrue(channels.contains("user:" + user), "channels: " + channels);
    }

    private JsonObject poll(String query) {
        return new JsonObject(client.get("/api/v1/poll" + query).body());
    }
}
