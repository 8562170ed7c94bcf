package io.herald.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that PostgreSQL or Redis cannot store, and the lowest and highest ids, never cause an internal error. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ExtremeInputTest {

    private static final String LAST = "999999999999999-999999999999999";

    private final String user = "odd-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token = Tokens.of(user)
            .groups("admin", "publisher")
            .herald(Map.of("join", List.of("*"), "send", List.of("*")))
            .sign();

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rooms?after=%00",
                "rooms?after=a%00b",
                "rooms?after=%ED%A0%80",
                "rooms?after=%FF",
                "rooms?limit=%00",
                "rooms/ops/members?after=%00",
                "rooms/ops/members?after=%ED%A0%80",
                "rooms/%00",
                "rooms/%00/members",
                "rooms/%00/presence",
                "rooms/%ED%A0%80/members",
                "users/%00/presence",
                "users/%00/connections",
                "users/%ED%A0%80/connections",
                "channels/%00/events",
                "channels/room:%00/events",
                "channels/everyone/events?before=%00",
                "channels/everyone/events?after=%00",
                "channels/everyone/events?limit=%00",
                "channels/everyone/events?before=-1-0",
                "inbox?before=%00",
                "inbox?category=%00",
                "inbox?status=%00",
                "inbox?limit=%00",
                "notifications/%00",
                "notifications/%ED%A0%80",
                "poll?room=%00",
                "poll?wait=%00",
                "poll?wait=PT99999999999999999999H",
                "poll?wait=9999999999999999999s",
                "poll?wait=PT-1S",
                "stream?room=%00",
                "stream?since=%00",
                "stream?since=PT99999999999999999999H",
                "stream?since=9999999999999999999s",
                "stream?since=PT-1S"
            })
    void a_value_that_no_store_accepts_is_a_client_error(String path) {
        HttpResponse<String> answer = api().get("/api/v1/" + path);
        assertTrue(answer.statusCode() == 400 || answer.statusCode() == 404, answer.statusCode() + answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-0", "0-1", "1-0", "0-" + "999999999999999", "999999999999999-0", LAST})
    void the_lowest_and_highest_positions_are_valid(String position) {
        for (String channel : List.of("room:" + room, "user:" + user, "everyone")) {
            for (String parameter : List.of("before", "after")) {
                String path = "/api/v1/channels/" + channel + "/events?" + parameter + "=" + position;
                HttpResponse<String> answer = api().get(path);
                assertEquals(200, answer.statusCode(), path + ": " + answer.body());
            }
        }
        assertEquals(200, api().get("/api/v1/poll?cursor=" + position).statusCode());
        assertEquals(
                404,
                api().delete("/api/v1/rooms/" + room + "/messages/" + position).statusCode());
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        String answer =
                socket.ask("history", "{\"room\":\"" + room + "\",\"before\":\"" + position + "\"}", "1-" + position);
        assertTrue(answer.contains("\"ack\""), answer);
        socket.close();
    }

    @Test
    void no_event_precedes_the_first_position() {
        api().post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"x\",\"data\":1}");
        assertEquals(
                "{\"events\":[]}",
                api().get("/api/v1/channels/room:" + room + "/events?before=0-0")
                        .body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "00000000-0000-7000-8000-000000000000",
                "ffffffff-ffff-7fff-bfff-ffffffffffff",
                "ffffffff-ffff-ffff-ffff-ffffffffffff"
            })
    void the_lowest_and_highest_notification_ids_are_valid(String id) {
        Api api = api();
        assertEquals(200, api.get("/api/v1/inbox?before=" + id).statusCode());
        assertEquals(404, api.get("/api/v1/notifications/" + id).statusCode());
        assertEquals(404, api.delete("/api/v1/notifications/" + id).statusCode());
        for (String change : List.of("/read", "/unread", "/archive")) {
            assertEquals(404, api.post("/api/v1/inbox/" + id + change, "").statusCode(), change);
        }
        assertTrue(api.post("/api/v1/inbox/read", "{\"upTo\":\"" + id + "\"}").statusCode() < 500);
    }

    @Test
    void a_null_character_is_rejected_in_text_and_accepted_in_data() {
        Api api = api();
        String to = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",";
        for (String field : List.of("title", "body", "category", "link", "collapseKey")) {
            String title = field.equals("title") ? "" : "\"title\":\"t\",";
            String body = to + title + "\"" + field + "\":\"a\\u0000b\"}";
            assertEquals(400, api.publish(body).statusCode(), field);
        }
        HttpResponse<String> sent =
                api.publish(to + "\"title\":\"zero\",\"data\":{\"a\\u0000\":\"b\\u0000\",\"c\":\"\\uDBFF\\uDFFF\"}}");
        assertEquals(202, sent.statusCode(), sent.body());
        String revocations = "/api/v1/users/" + user + "/revocations";
        assertEquals(400, api.post(revocations, "{\"jti\":\"\\u0000\"}").statusCode());
        assertEquals(400, api.post(revocations, "{\"jti\":\"\\ud800\"}").statusCode());
        for (String time : List.of("-999999999-01-01T00:00:00Z", "-4713-01-01T00:00:00Z", "-0001-01-01T00:00:00Z")) {
            assertEquals(
                    400, api.post(revocations, "{\"before\":\"" + time + "\"}").statusCode(), time);
            String later = to + "\"title\":\"t\",\"deliverAt\":\"" + time + "\"}";
            assertEquals(400, api.publish(later).statusCode(), time);
        }
        assertEquals(
                204,
                api.post(revocations, "{\"before\":\"0000-01-01T00:00:00Z\"}").statusCode());
    }

    private Api api() {
        return new Api(base, token);
    }
}
