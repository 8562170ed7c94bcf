package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream as an EventSource receives it. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SseConnectionTest {

    private static final String FIRST = "1-0";

    @TestHTTPResource
    URI base;

    private final String user = "stream-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private Api api;

    @BeforeEach
    void createPublisher() {
        api = new Api(base, Tokens.publisher("billing"));
    }

    @Test
    void a_stream_starts_with_its_headers_its_retry_time_and_its_cursor() {
        try (SseClient stream = SseClient.open(api.stream(""), token)) {
            SseEvent ready = stream.await("ready");
            assertEquals(200, stream.status());
            assertEquals("text/event-stream", stream.header("Content-Type").orElse(""));
            assertEquals("no-store", stream.header("Cache-Control").orElse(""));
            assertEquals("no", stream.header("X-Accel-Buffering").orElse(""));
            assertEquals(2_000L, stream.events().get(0).retry());
            assertEquals(ready, stream.events().get(1));
            assertTrue(ready.data().contains("\"recovered\":true"));
            assertTrue(ready.data().contains("\"cursor\":\"" + ready.id() + "\""));
            assertTrue(ready.data().contains("\"heartbeat\":\"PT20S\",\"rooms\":[]"));
        }
    }

    @Test
    void the_id_of_an_event_is_its_cursor_which_is_the_first_member_of_its_data() {
        try (SseClient stream = SseClient.open(api.stream(""), token)) {
            stream.await("ready");
            api.notify(user, "one");
            SseEvent event = stream.await("notification");
            assertTrue(event.data().startsWith("{\"cursor\":\"" + event.id() + "\",\"id\":\"" + event.id() + "\","));
            assertTrue(event.data().contains("\"channel\":\"user:" + user + "\""));
        }
    }

    @Test
    void the_header_takes_precedence_over_the_cursor_of_the_url() {
        String before = cursor();
        api.notify(user, "one");
        String after = idOf("one", before);
        api.notify(user, "two");
        try (SseClient stream = SseClient.resume(api.stream("?lastEventId=" + before), token, after)) {
            stream.await(event -> event.data().contains("two"));
            assertEquals(after, stream.await("ready").id());
            assertEquals(1, stream.events("notification").size());
        }
        try (SseClient stream = SseClient.open(api.stream("?lastEventId=" + before), token)) {
            assertEquals(2, stream.awaitCount("notification", 2).size());
            assertTrue(stream.await("ready").data().contains("\"recovered\":true"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "10m", "P99999999999D", "earliest"})
    void since_rewinds_a_first_connect(String since) {
        api.notify(user, "one");
        try (SseClient stream = SseClient.open(api.stream("?since=" + since), token)) {
            stream.await("notification");
            assertTrue(stream.await("ready").data().contains("\"recovered\":true"));
            assertEquals(List.of(), stream.events("reset"));
        }
    }

    @Test
    void since_a_time_after_the_last_event_is_not_an_unknown_cursor() {
        api.notify(user, "one");
        try (SseClient stream = SseClient.open(api.stream("?since=PT0S"), token)) {
            assertTrue(stream.await("ready").data().contains("\"recovered\":true"));
            api.notify(user, "two");
            stream.await(event -> event.data().contains("two"));
            assertEquals(List.of(), stream.events("reset"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "1763650000000", "999999999999999-0", "0.1763650000000-0"})
    void a_foreign_cursor_is_unknown_and_stored_events_are_replayed(String cursor) {
        api.notify(user, "stored");
        try (SseClient stream = SseClient.resume(api.stream(""), token, cursor)) {
            stream.await(event -> event.data().contains("stored"));
            assertEquals(List.of("ready", "reset"), names(stream).subList(0, 2));
            assertTrue(stream.await("ready").data().contains("\"recovered\":false"));
            assertTrue(stream.await("reset").data().contains("\"reason\":\"unknown\""));
        }
    }

    @Test
    void a_cursor_from_before_the_log_is_reset_once() {
        try (SseClient stream = SseClient.resume(api.stream(""), token, FIRST)) {
            String reset = stream.await("reset").data();
            assertTrue(reset.matches(".*\"reason\":\"(lost|expired)\".*"), reset);
            String cursor = reset.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
            try (SseClient again = SseClient.resume(api.stream(""), token, cursor)) {
                assertTrue(again.await("ready").data().contains("\"recovered\":true"), cursor);
            }
        }
    }

    @Test
    void a_forbidden_room_is_rejected_with_a_status_that_ends_reconnection() {
        assertEquals(403, SseClient.open(api.stream("?room=private-one"), token).status());
        assertEquals(400, SseClient.open(api.stream("?room=no%20name"), token).status());
        assertEquals(400, SseClient.open(api.stream("?since=yesterday"), token).status());
        assertEquals(401, SseClient.open(api.stream(""), Map.of()).status());
    }

    @Test
    void rooms_of_the_query_are_followed() {
        String room = "room-" + UUID.randomUUID();
        String member =
                Tokens.of(user).herald(Map.of("join", List.of("room-*"))).sign();
        try (SseClient stream = SseClient.open(api.stream("?room=" + room), member)) {
            assertTrue(stream.await("ready").data().contains("\"rooms\":[\"" + room + "\"]"));
            api.post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"cpu\",\"data\":1,\"ephemeral\":true}");
            SseEvent live = stream.await("cpu");
            assertEquals(null, live.id(), "ephemeral events have no id");
            assertFalse(live.data().contains("\"cursor\""));
        }
    }

    @Test
    void a_stalled_reader_receives_the_rest_in_order_with_each_key_conflated() {
        String room = "slow-" + UUID.randomUUID();
        String member =
                Tokens.of(user).herald(Map.of("join", List.of("slow-*"))).sign();
        SseClient slow = SseClient.stalled(api.stream("?room=" + room), Map.of("Authorization", "Bearer " + member));
        SseClient fast = SseClient.open(api.stream("?room=" + room), member);
        try (slow;
                fast) {
            fast.await("ready");
            String padding = "x".repeat(30_000);
            for (int i = 0; i < 400; i++) {
                String key = i % 2 == 0 ? ",\"conflate\":\"k\"" : "";
                String data = "{\"n\":" + i + ",\"padding\":\"" + padding + "\"}";
                api.post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"n\",\"data\":" + data + key + "}");
            }
            fast.await(event -> event.data().contains("{\"n\":399,"));
            slow.read();
            slow.await(event -> event.data().contains("{\"n\":399,"));
            List<Integer> received = slow.events("n").stream()
                    .map(event -> Integer.valueOf(event.data().replaceAll("(?s).*\\{\"n\":(\\d+),.*", "$1")))
                    .toList();
            assertEquals(received.stream().sorted().distinct().toList(), received);
            assertEquals(200, received.stream().filter(n -> n % 2 == 1).count(), "events without a key");
            assertTrue(
                    received.contains(398) && received.size() < 400, "the newest event of the key: " + received.size());
        }
    }

    private String idOf(String title, String before) {
        try (SseClient stream = SseClient.open(api.stream("?lastEventId=" + before), token)) {
            return stream.await(event -> event.data().contains(title)).id();
        }
    }

    private String cursor() {
        return api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
    }

    private static List<String> names(SseClient stream) {
        return stream.events().stream()
                .filter(event -> event.retry() == null)
                .map(SseEvent::event)
                .toList();
    }
}
