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

/** What a stream, a long poll and a socket have in common at the door, asked of each of them. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class EveryWayInTest {

    private static final String STREAM = "/api/v1/stream";
    private static final String POLL = "/api/v1/poll";
    private static final String SOCKET = "/ws";
    private static final List<String> WAYS = List.of(STREAM, POLL, SOCKET);
    private static final List<String> WAYS_OF_TICKETS = List.of(STREAM, SOCKET);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int MOST_ROOMS = 100;

    private final String user = "way-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void a_ticket_is_good_once() {
        for (String way : WAYS_OF_TICKETS) {
            String ticket = ticket(token);
            assertEquals(opened(way), by(ticket, way, ""), way);
            assertEquals(401, by(ticket, way, ""), way);
        }
    }

    @Test
    void a_ticket_is_found_however_its_name_is_spelled() {
        for (String way : WAYS_OF_TICKETS) {
            assertEquals(opened(way), status(way, "?%74icket=" + ticket(token), null), way);
        }
    }

    @Test
    void a_ticket_may_do_what_its_token_may() {
        for (String way : WAYS_OF_TICKETS) {
            assertEquals(opened(way), by(ticket(token), way, "&room=" + room), way);
            assertEquals(403, by(ticket(token), way, "&room=another"), way);
        }
    }

    @Test
    void a_ticket_opens_a_stream_or_a_socket_and_every_other_call_refuses_it() {
        String admin = Tokens.of(user).groups("admin", "publisher").sign();
        String ticket = ticket(admin);
        refusedByTicket("POST", "/api/v1/tickets", ticket);
        refusedByTicket("GET", POLL, ticket);
        refusedByTicket("GET", "/api/v1/inbox", ticket);
        refusedByTicket("POST", "/api/v1/notifications", ticket);
        refusedByTicket("PUT", "/api/v1/rooms/" + room, ticket);
        refusedByTicket("DELETE", "/api/v1/users/" + user + "/connections", ticket);
        refusedByTicket("GET", "/api/v1/no/such/thing", ticket);
        refusedByTicket("POST", STREAM, ticket);
        refusedByTicket("GET", STREAM + "/", ticket);
        refusedByTicket("GET", SOCKET, ticket);
        assertEquals(200, by(ticket, STREAM, ""), "a refusal does not use it up");
    }

    private static void refusedByTicket(String method, String path, String ticket) {
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
            assertEquals(200, by(ticket(token), STREAM, ""), jti);
        }
    }

    @Test
    void a_ticket_waits_as_a_hash_and_for_thirty_seconds() throws Exception {
        String ticket = ticket(token);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        Long left = (Long)
                TestServers.redis("PTTL", "herald:ticket:" + HexFormat.of().formatHex(hash));
        assertTrue(left > 20_000 && left <= 30_000, left + " ms");
        assertEquals(List.of(), TestServers.redis("KEYS", "*" + ticket + "*"));
    }

    @Test
    void a_revoked_token_is_refused_and_so_are_its_tickets_and_what_it_opened_ends() {
        SseClient stream = SseClient.open(base.resolve(STREAM), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        socket.await("ready");
        Api api = new Api(base, token);
        String cursor = api.get(POLL).body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                () -> api.get(POLL + "?wait=20s&cursor=" + cursor).statusCode());
        List<String> tickets = WAYS.stream().map(way -> ticket(token)).toList();
        RawWebSocket other = RawWebSocket.open(base, "", Tokens.of(user).sign());
        other.await("ready");

        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"jti\":\"" + user + "\"}")
                        .statusCode());

        stream.awaitEnd(SOON);
        assertEquals(4401, socket.awaitClose());
        assertEquals(
                401, waiting.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join());
        for (int i = 0; i < WAYS.size(); i++) {
            assertEquals(401, status(WAYS.get(i), "", token), WAYS.get(i));
            assertEquals(401, by(tickets.get(i), WAYS.get(i), ""), WAYS.get(i));
        }
        assertEquals(401, api.get("/api/v1/inbox").statusCode());
        String refresh = other.ask("session.refresh", "{\"token\":\"" + token + "\"}", "1");
        assertTrue(refresh.contains("\"forbidden\""), refresh);
        assertFalse(other.hasEnded());
    }

    @Test
    void a_token_that_would_not_be_let_in_refreshes_nothing() {
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        String forged = Secrets.note(token.substring(0, token.length() - 8) + "AAAAAAAA");
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
    void a_room_that_a_refreshed_token_does_not_allow_is_not_followed_any_more() {
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        for (String rights : List.of(room, "another")) {
            String fresh = Tokens.of(user).herald(rights(rights)).sign();
            socket.ask("session.refresh", "{\"token\":\"" + fresh + "\"}", "refresh-" + rights);
            boolean allowed = rights.equals(room);
            Await.until("it follows what it may", () -> {
                String id = UUID.randomUUID().toString();
                return allowed == socket.ask("user.rooms", "{}", id).contains(room);
            });
        }
    }

    @Test
    void a_room_that_is_not_for_the_caller_is_refused_whatever_is_asked_of_it() {
        for (String way : WAYS) {
            assertEquals(403, status(way, "?room=another", token), way);
            assertEquals(opened(way), status(way, "?room=" + room, token), way);
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
            refused(socket, command, "{\"room\":\"another\"}");
        }
        refused(socket, "message.send", "{\"room\":\"another\",\"content\":1}");
        refused(socket, "message.edit", "{\"room\":\"another\",\"id\":\"1-0\",\"content\":1}");
        refused(socket, "event.send", "{\"room\":\"another\",\"event\":\"x\",\"data\":1}");
    }

    @Test
    void nobody_follows_more_rooms_than_a_connection_may() {
        String everywhere = Tokens.of(user).herald(rights("r-*")).sign();
        String most =
                IntStream.range(0, MOST_ROOMS).mapToObj(i -> "room=r-" + i).collect(Collectors.joining("&", "?", ""));
        for (String way : WAYS) {
            assertEquals(400, status(way, most + "&room=r-more", everywhere), way);
        }
        RawWebSocket socket = RawWebSocket.open(base, most, everywhere);
        socket.await("ready");
        assertTrue(socket.ask("room.join", "{\"room\":\"r-0\"}", "again").contains("\"ack\""));
        String refused = socket.ask("room.join", "{\"room\":\"r-more\"}", "more");
        assertTrue(refused.contains("\"invalid\"") && refused.contains("at most 100"), refused);
        socket.ask("room.leave", "{\"room\":\"r-0\"}", "left");
        assertTrue(socket.ask("room.join", "{\"room\":\"r-more\"}", "instead").contains("\"ack\""));
    }

    @Test
    void what_is_nested_too_deeply_is_refused() {
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
    void the_sender_is_who_the_token_says_and_what_is_sent_is_one_event() {
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
    void only_the_service_itself_sends_to_its_own_rooms() {
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
            refused(socket, "message.send", "{\"room\":\"" + own + "\",\"content\":1}");
            refused(socket, "event.send", "{\"room\":\"" + own + "\",\"event\":\"log\",\"data\":{}}");
            refused(socket, "typing.start", "{\"room\":\"" + own + "\"}");
            socket.close();
        }
    }

    private static void refused(RawWebSocket socket, String command, String data) {
        String answer = socket.ask(command, data, UUID.randomUUID().toString());
        assertTrue(answer.contains("\"forbidden\""), command + ": " + answer);
    }

    private static Map<String, ?> rights(String joined) {
        return Map.of("join", List.of(joined));
    }

    private static int opened(String way) {
        return way.equals(SOCKET) ? 101 : 200;
    }

    private int by(String ticket, String way, String query) {
        return status(way, "?ticket=" + ticket + query, null);
    }

    /** Closed again at once: a user may have a few only. */
    private int status(String way, String query, String bearer) {
        Map<String, String> headers = bearer == null ? Map.of() : Map.of("Authorization", "Bearer " + bearer);
        if (way.equals(SOCKET)) {
            List<String> lines = headers.entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue())
                    .toList();
            try (RawWebSocket socket = RawWebSocket.handshake(base, query, lines)) {
                return socket.status();
            }
        }
        if (way.equals(POLL)) {
            return given().headers(headers).get(way + query).statusCode();
        }
        try (SseClient stream = SseClient.stalled(base.resolve(way + query), headers)) {
            return stream.status();
        }
    }

    private String ticket(String of) {
        String answer = new Api(base, of).post("/api/v1/tickets", "").body();
        return Secrets.note(answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1"));
    }

    private Api admin() {
        return new Api(base, Tokens.of("root").groups("admin").sign());
    }
}
