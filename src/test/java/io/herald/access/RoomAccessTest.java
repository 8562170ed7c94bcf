package io.herald.access;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stream, a long poll, a socket and the REST calls apply the same rules to rooms. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RoomAccessTest {

    private static final int MAX_ROOMS = 100;

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void every_call_to_a_room_that_the_caller_may_not_join_is_refused() {
        for (String endpoint : ConnectEndpoints.ALL) {
            assertEquals(403, endpoints().status(endpoint, "?room=another", token), endpoint);
            assertEquals(
                    ConnectEndpoints.acceptedStatus(endpoint),
                    endpoints().status(endpoint, "?room=" + room, token),
                    endpoint);
        }
        Api api = new Api(base, token);
        assertEquals(403, api.get("/api/v1/channels/room:another/events").statusCode());
        assertEquals(403, api.get("/api/v1/rooms/another/presence").statusCode());
        assertEquals(
                403,
                api.post("/api/v1/channels/room:another/events", "{\"event\":\"x\",\"data\":1}")
                        .statusCode());
        assertEquals(
                403,
                api.post("/api/v1/rooms/another/messages", "{\"content\":1}").statusCode());
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        for (String command : List.of("room.join", "room.members", "history", "typing.start")) {
            assertForbidden(socket, command, "{\"room\":\"another\"}");
        }
        assertForbidden(socket, "message.send", "{\"room\":\"another\",\"content\":1}");
        assertForbidden(socket, "message.edit", "{\"room\":\"another\",\"id\":\"1-0\",\"content\":1}");
        assertForbidden(socket, "event.send", "{\"room\":\"another\",\"event\":\"x\",\"data\":1}");
    }

    @Test
    void a_connection_follows_at_most_a_hundred_rooms() {
        String everywhere = Tokens.of(user).herald(rights("r-*")).sign();
        String maxRooms =
                IntStream.range(0, MAX_ROOMS).mapToObj(i -> "room=r-" + i).collect(Collectors.joining("&", "?", ""));
        for (String endpoint : ConnectEndpoints.ALL) {
            assertEquals(400, endpoints().status(endpoint, maxRooms + "&room=r-more", everywhere), endpoint);
        }
        RawWebSocket socket = RawWebSocket.open(base, maxRooms, everywhere);
        socket.await("ready");
        assertTrue(socket.ask("room.join", "{\"room\":\"r-0\"}", "again").contains("\"ack\""));
        String refused = socket.ask("room.join", "{\"room\":\"r-more\"}", "more");
        assertTrue(refused.contains("\"invalid\"") && refused.contains("limit of 100 rooms"), refused);
        socket.ask("room.leave", "{\"room\":\"r-0\"}", "left");
        assertTrue(socket.ask("room.join", "{\"room\":\"r-more\"}", "instead").contains("\"ack\""));
    }

    @Test
    void only_the_service_sends_to_its_own_rooms() {
        Api admin = new Api(
                base,
                Tokens.of("root")
                        .groups("admin", "publisher")
                        .herald(Map.of("send", List.of("*")))
                        .sign());
        for (String own : List.of("herald.logs", "herald.metrics")) {
            String notification = "{\"to\":{\"room\":\"" + own + "\"},\"type\":\"info\",\"title\":\"forged\"}";
            assertEquals(403, admin.publish(notification).statusCode());
            assertTrue(admin.post("/api/v1/notifications/batch", "[" + notification + "]")
                    .body()
                    .contains("\"status\":403"));
            assertEquals(
                    403,
                    admin.post("/api/v1/channels/room:" + own + "/events", "{\"event\":\"log\",\"data\":{}}")
                            .statusCode());
            assertEquals(
                    403,
                    admin.post("/api/v1/rooms/" + own + "/messages", "{\"content\":1}")
                            .statusCode());
            RawWebSocket socket = RawWebSocket.open(base, "?room=" + own, admin.token());
            assertForbidden(socket, "message.send", "{\"room\":\"" + own + "\",\"content\":1}");
            assertForbidden(socket, "event.send", "{\"room\":\"" + own + "\",\"event\":\"log\",\"data\":{}}");
            assertForbidden(socket, "typing.start", "{\"room\":\"" + own + "\"}");
            socket.close();
        }
    }

    private static void assertForbidden(RawWebSocket socket, String command, String data) {
        String answer = socket.ask(command, data, UUID.randomUUID().toString());
        assertTrue(answer.contains("\"forbidden\""), command + ": " + answer);
    }

    private ConnectEndpoints endpoints() {
        return new ConnectEndpoints(base);
    }

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }
}
