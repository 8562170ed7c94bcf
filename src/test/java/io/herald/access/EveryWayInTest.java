package io.herald.access;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Secrets;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks that a stream, a long poll and a socket apply the same rules for access. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class EveryWayInTest {

    private static final String STREAM = "/api/v1/stream";
    private static final String POLL = "/api/v1/poll";
    private static final String SOCKET = "/ws";
    private static final List<String> ENDPOINTS = List.of(STREAM, POLL, SOCKET);
    private static final List<String> TICKET_ENDPOINTS = List.of(STREAM, SOCKET);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int MAX_ROOMS = 100;

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void a_ticket_is_valid_once() {
        for (String endpoint : TICKET_ENDPOINTS) {
            String ticket = ticket(token);
            assertEquals(acceptedStatus(endpoint), statusWithTicket(ticket, endpoint, ""), endpoint);
            assertEquals(401, statusWithTicket(ticket, endpoint, ""), endpoint);
        }
    }

    @Test
    void a_ticket_is_read_from_a_percent_encoded_parameter_name() {
        for (String endpoint : TICKET_ENDPOINTS) {
            assertEquals(acceptedStatus(endpoint), status(endpoint, "?%74icket=" + ticket(token), null), endpoint);
        }
    }

    @Test
    void a_ticket_has_the_rights_of_its_token() {
        for (String endpoint : TICKET_ENDPOINTS) {
            assertEquals(
                    acceptedStatus(endpoint), statusWithTicket(ticket(token), endpoint, "&room=" + room), endpoint);
            assertEquals(403, statusWithTicket(ticket(token), endpoint, "&room=another"), endpoint);
        }
    }

    @Test
    void a_ticket_opens_a_stream_or_a_socket_and_every_other_call_refuses_it() {
        String admin = Tokens.of(user).groups("admin", "publisher").sign();
        String ticket = ticket(admin);
        assertTicketRefused("POST", "/api/v1/tickets", ticket);
        assertTicketRefused("GET", POLL, ticket);
        assertTicketRefused("GET", "/api/v1/inbox", ticket);
        assertTicketRefused("POST", "/api/v1/notifications", ticket);
        assertTicketRefused("PUT", "/api/v1/rooms/" + room, ticket);
        assertTicketRefused("DELETE", "/api/v1/users/" + user + "/connections", ticket);
        assertTicketRefused("GET", "/api/v1/no/such/thing", ticket);
        assertTicketRefused("POST", STREAM, ticket);
        assertTicketRefused("GET", STREAM + "/", ticket);
        assertTicketRefused("GET", SOCKET, ticket);
        assertEquals(200, statusWithTicket(ticket, STREAM, ""), "a refused call does not consume the ticket");
    }

    private static void assertTicketRefused(String method, String path, String ticket) {
        given().contentType("application/json")
                .body("{}")
                .request(method, path + "?ticket=" + ticket)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    @Test
    void a_ticket_carries_any_token_id() {
        for (String jti : List.of("a\u0000b", "", "\ud83d\ude00", "x".repeat(5_000))) {
            String token = Tokens.of(user).claim("jti", jti).sign();
            assertEquals(200, statusWithTicket(ticket(token), STREAM, ""), jti);
        }
    }

    @Test
    void a_ticket_is_stored_as_a_hash_for_thirty_seconds() throws Exception {
        String ticket = ticket(token);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        Long left = (Long)
                TestServers.redis("PTTL", "herald:ticket:" + HexFormat.of().formatHex(hash));
        assertTrue(left > 20_000 && left <= 30_000, left + " ms");
        assertEquals(List.of(), TestServers.redis("KEYS", "*" + ticket + "*"));
    }

    @Test
    void a_revocation_refuses_the_token_and_its_tickets_and_closes_its_connections() {
        SseClient stream = SseClient.open(base.resolve(STREAM), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        socket.await("ready");
        Api api = new Api(base, token);
        String cursor = api.get(POLL).body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        CompletableFuture<Integer> pendingPoll = CompletableFuture.supplyAsync(
                () -> api.get(POLL + "?wait=20s&cursor=" + cursor).statusCode());
        List<String> tickets = ENDPOINTS.stream().map(endpoint -> ticket(token)).toList();
        RawWebSocket other = RawWebSocket.open(base, "", Tokens.of(user).sign());
        other.await("ready");

        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"jti\":\"" + user + "\"}")
                        .statusCode());

        stream.awaitEnd(SOON);
        assertEquals(4401, socket.awaitClose());
        assertEquals(
                401,
                pendingPoll.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join());
        for (int i = 0; i < ENDPOINTS.size(); i++) {
            assertEquals(401, status(ENDPOINTS.get(i), "", token), ENDPOINTS.get(i));
            assertEquals(401, statusWithTicket(tickets.get(i), ENDPOINTS.get(i), ""), ENDPOINTS.get(i));
        }
        assertEquals(401, api.get("/api/v1/inbox").statusCode());
        String refresh = other.ask("session.refresh", "{\"token\":\"" + token + "\"}", "1");
        assertTrue(refresh.contains("\"forbidden\""), refresh);
        assertFalse(other.hasEnded());
    }

    @Test
    void an_invalid_token_does_not_refresh_a_session() {
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        String forged = Secrets.register(token.substring(0, token.length() - 8) + "AAAAAAAA");
        String expired = Tokens.of(user).expiresIn(Duration.ofHours(-1)).sign();
        for (String bad : List.of(forged, expired, "x.y.z")) {
            String answer = socket.ask(
                    "session.refresh",
                    "{\"token\":\"" + bad + "\"}",
                    UUID.randomUUID().toString());
            assertTrue(answer.contains("\"forbidden\""), answer);
        }
    }

    @Test
    void a_refresh_with_a_token_that_does_not_allow_a_room_ends_its_subscription() {
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        for (String rights : List.of(room, "another")) {
            String fresh = Tokens.of(user).herald(rights(rights)).sign();
            socket.ask("session.refresh", "{\"token\":\"" + fresh + "\"}", "refresh-" + rights);
            boolean allowed = rights.equals(room);
            Await.until("the socket follows the rooms that the token allows", () -> {
                String id = UUID.randomUUID().toString();
                return allowed == socket.ask("user.rooms", "{}", id).contains(room);
            });
        }
    }

    @Test
    void every_call_to_a_room_that_the_caller_may_not_join_is_refused() {
        for (String endpoint : ENDPOINTS) {
            assertEquals(403, status(endpoint, "?room=another", token), endpoint);
            assertEquals(acceptedStatus(endpoint), status(endpoint, "?room=" + room, token), endpoint);
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
        for (String endpoint : ENDPOINTS) {
            assertEquals(400, status(endpoint, maxRooms + "&room=r-more", everywhere), endpoint);
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
    void json_that_is_nested_too_deeply_is_refused() {
        String deep = "[".repeat(101) + "]".repeat(101);
        Api publisher = new Api(base, Tokens.publisher("billing"));
        String path = "/api/v1/channels/room:" + room + "/events";
        assertEquals(
                400,
                publisher.post(path, "{\"event\":\"x\",\"data\":" + deep + "}").statusCode());
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        socket.command("message.send", "{\"room\":\"" + room + "\",\"content\":" + deep + "}", "deep");
        assertTrue(socket.await("error").text().contains("\"invalid\""));
    }

    @Test
    void the_sender_is_the_subject_of_the_token_and_a_line_break_does_not_start_an_event() {
        SseClient stream = SseClient.open(base.resolve(STREAM + "?room=" + room), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        String data = "{\"room\":\"" + room
                + "\",\n\"content\":\"a\\n\\nevent: evicted\\ndata: {}\\n\\n\",\"from\":\"root\"}";
        String answer = socket.ask("message.send", data, "1");
        assertTrue(answer.contains("\"ack\""), answer);
        assertEquals(
                202,
                new Api(base, token)
                        .post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"x\",\n\"data\":[1,\n2]}")
                        .statusCode());
        String message =
                stream.await(event -> event.data().contains("\"root\"")).data();
        assertTrue(message.contains("\"from\":\"" + user + "\""), message);
        String other = stream.await("x").data();
        assertTrue(other.contains("\"data\":[1,2]"), other);
        assertEquals(0, stream.events("evicted").size());
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

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }

    private static int acceptedStatus(String endpoint) {
        return endpoint.equals(SOCKET) ? 101 : 200;
    }

    private int statusWithTicket(String ticket, String endpoint, String query) {
        return status(endpoint, "?ticket=" + ticket + query, null);
    }

    /** Closes the connection at once, because the number of connections of a user is limited. */
    private int status(String endpoint, String query, String bearer) {
        Map<String, String> headers = bearer == null ? Map.of() : Map.of("Authorization", "Bearer " + bearer);
        if (endpoint.equals(SOCKET)) {
            List<String> lines = headers.entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue())
                    .toList();
            try (RawWebSocket socket = RawWebSocket.handshake(base, query, lines)) {
                return socket.status();
            }
        }
        if (endpoint.equals(POLL)) {
            return given().headers(headers).get(endpoint + query).statusCode();
        }
        try (SseClient stream = SseClient.stalled(base.resolve(endpoint + query), headers)) {
            return stream.status();
        }
    }

    private String ticket(String of) {
        String answer = new Api(base, of).post("/api/v1/tickets", "").body();
        return Secrets.register(answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1"));
    }

    private Api admin() {
        return new Api(base, Tokens.of("root").groups("admin").sign());
    }
}
