package io.herald.publish.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ChannelResourceTest {

    @TestHTTPResource
    URI base;

    private final String room = "channel-" + UUID.randomUUID();
    private final String path = "/api/v1/channels/room:" + room + "/events";
    private Api publisher;
    private Api reader;

    @BeforeEach
    void createClients() {
        publisher = new Api(base, Tokens.publisher("billing"));
        reader = new Api(
                base, Tokens.of("reader").herald(Map.of("join", List.of(room))).sign());
    }

    @Test
    void history_pages_run_backwards_from_the_newest_and_forwards_from_any_event() {
        IntStream.range(0, 7).forEach(this::send);
        List<Integer> backwards = new ArrayList<>();
        JsonObject page = history("?limit=3");
        for (; page.containsKey("next"); page = history("?limit=3&before=" + page.getString("next"))) {
            backwards.addAll(numbers(page));
        }
        backwards.addAll(numbers(page));
        assertEquals(List.of(6, 5, 4, 3, 2, 1, 0), backwards);

        String thirdOldest = id(history("?limit=5"), 4);
        JsonObject forwards = history("?limit=2&after=" + thirdOldest);
        assertEquals(List.of(3, 4), numbers(forwards));
        assertEquals(List.of(5, 6), numbers(history("?limit=2&after=" + forwards.getString("next"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0", "999999999999999-0"})
    void history_is_marked_as_reset_if_events_after_the_position_are_missing(String position) {
        send(0);
        send(1);
        String first = id(history(""), 1);
        assertFalse(history("?after=" + first).containsKey("reset"));
        assertTrue(history("?after=" + position).getBoolean("reset"));
    }

    @Test
    void an_event_has_the_same_id_in_stream_history_and_poll() {
        try (SseClient stream = SseClient.open(reader.stream("?room=" + room), reader.token())) {
            String cursor = stream.await("ready").id();
            String id = send(1).getString("id");
            assertEquals(id, stream.await("n").id());
            assertEquals(id, id(history(""), 0));
            JsonObject polled = new JsonObject(reader.get("/api/v1/poll?room=" + room + "&cursor=" + cursor)
                    .body());
            assertEquals(id, polled.getJsonArray("events").getJsonObject(0).getString("id"));
        }
    }

    @Test
    void an_ephemeral_event_has_no_id_and_no_history() {
        JsonObject answer = new JsonObject(publisher
                .post(path, "{\"event\":\"n\",\"data\":1,\"ephemeral\":true}")
                .body());
        assertNull(answer.getString("id"));
        assertEquals(0, history("").getJsonArray("events").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hb", "ready", "message", "presence.joined", "typing.x", "inbox.changed", "a b", ""})
    void reserved_and_invalid_event_names_are_rejected(String name) {
        assertEquals(
                400,
                publisher.post(path, "{\"event\":\"" + name + "\",\"data\":1}").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":null,\"data\":1}", "{\"data\":1}", ""})
    void an_event_without_a_name_is_rejected(String body) {
        assertEquals(400, publisher.post(path, body).statusCode());
        assertEquals(400, publisher.post(path, body, "Content-Type", "").statusCode());
    }

    @Test
    void a_null_field_counts_as_missing() {
        var answer = publisher.post(path, "{\"event\":null,\"data\":null}");
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("{\"field\":\"event\",\"message\":\"is required\"}"), answer.body());
        assertEquals(
                202, publisher.post(path, "{\"event\":\"n\",\"data\":null}").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "application/json;charset=UTF-8"})
    void a_body_without_a_specific_content_type_is_parsed_as_json(String type) {
        assertEquals(
                202,
                publisher
                        .post(path, "{\"event\":\"n\",\"data\":1}", "Content-Type", type)
                        .statusCode());
    }

    @Test
    void only_authorized_callers_send_and_read() {
        Api stranger = new Api(base, Tokens.of("stranger").sign());
        assertEquals(403, stranger.post(path, "{\"event\":\"n\",\"data\":1}").statusCode());
        assertEquals(403, stranger.get(path).statusCode());
        assertEquals(403, stranger.get("/api/v1/channels/user:other/events").statusCode());
        assertEquals(200, stranger.get("/api/v1/channels/user:stranger/events").statusCode());
        assertEquals(400, stranger.get("/api/v1/channels/team:a/events").statusCode());
        assertEquals(400, reader.get(path + "?limit=201").statusCode());
        assertEquals(400, reader.get(path + "?before=x").statusCode());
    }

    @Test
    void large_data_and_unknown_fields_are_rejected() {
        String large = "{\"event\":\"n\",\"data\":\"" + "x".repeat(70_000) + "\"}";
        assertEquals(413, publisher.post(path, large).statusCode());
        assertEquals(
                400,
                publisher
                        .post(path, "{\"event\":\"n\",\"data\":1,\"ephemral\":true}")
                        .statusCode());
        assertFalse(publisher.post(path, "{\"event\":\"n\"}").statusCode() == 202);
    }

    private JsonObject send(int number) {
        return new JsonObject(publisher
                .post(path, "{\"event\":\"n\",\"data\":" + number + "}")
                .body());
    }

    private JsonObject history(String query) {
        return new JsonObject(reader.get(path + query).body());
    }

    private static List<Integer> numbers(JsonObject page) {
        return page.getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getInteger("data"))
                .toList();
    }

    private static String id(JsonObject page, int index) {
        return page.getJsonArray("events").getJsonObject(index).getString("id");
    }
}
