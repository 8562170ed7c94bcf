package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Revocations, disconnects, memberships and tickets of one instance apply on every instance. */
class AccessOnEveryInstanceIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final Duration SOON = Duration.ofSeconds(2);

    private final String user = "everywhere-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token = Tokens.of(user).claim("jti", user).sign();
    private final Api admin =
            new Api(INSTANCES.one().baseUri(), Tokens.of("root").groups("admin").sign());

    @Test
    void a_revocation_rejects_the_token_and_ends_its_connections_on_every_instance() {
        SseClient stream = INSTANCES.two().stream(token);
        RawWebSocket socket = INSTANCES.two().socket(token);
        assertEquals(
                204,
                admin.post("/api/v1/users/" + user + "/revocations", "{\"jti\":\"" + user + "\"}")
                        .statusCode());
        stream.awaitEnd(SOON);
        assertEquals(4401, socket.awaitClose());
        assertEquals(401, poll(INSTANCES.two()));
        try (HeraldProcess third = HeraldProcess.start()) {
            Await.until("the new instance has read the revocation", () -> poll(third) == 401);
        }
    }

    @Test
    void a_disconnect_closes_the_connections_on_all_instances_and_permits_new_ones() {
        SseClient stream = INSTANCES.two().stream(token);
        RawWebSocket onFirst = INSTANCES.one().socket(token);
        RawWebSocket onSecond = INSTANCES.two().socket(token);
        assertEquals(204, admin.delete("/api/v1/users/" + user + "/connections").statusCode());
        stream.awaitEnd(SOON);
        assertEquals(4403, onFirst.awaitClose());
        assertEquals(4403, onSecond.awaitClose());
        INSTANCES.two().socket(token).close();
    }

    @Test
    void a_ticket_is_valid_once_on_any_instance() {
        String answer = new Api(INSTANCES.one().baseUri(), token)
                .post("/api/v1/tickets", "")
                .body();
        String query = "?ticket=" + answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        SseClient stream =
                SseClient.open(INSTANCES.two().baseUri().resolve("/api/v1/stream" + query), Map.<String, String>of());
        stream.await("ready");
        for (HeraldProcess instance : List.of(INSTANCES.one(), INSTANCES.two())) {
            try (RawWebSocket again = RawWebSocket.handshake(instance.baseUri(), query, List.of())) {
                assertEquals(401, again.status());
            }
        }
    }

    @Test
    void a_connection_on_another_instance_leaves_a_room_that_is_no_longer_public() {
        RawWebSocket socket = INSTANCES.two().socket(token);
        String path = "/api/v1/rooms/" + room;
        assertEquals(201, admin.put(path, "{\"visibility\":\"public\"}").statusCode());
        Await.until(
                "the socket joins the public room",
                SOON,
                () -> socket.ask("room.join", "{\"room\":\"" + room + "\"}", id())
                        .contains("\"ack\""));
        assertTrue(rooms(socket).contains(room));
        assertEquals(204, admin.delete(path).statusCode());
        Await.until(
                "the socket no longer follows the deleted room",
                SOON,
                () -> !rooms(socket).contains(room));
        assertFalse(socket.hasEnded());
    }

    private static String rooms(RawWebSocket socket) {
        return socket.ask("user.rooms", "{}", id());
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private int poll(HeraldProcess instance) {
        return new Api(instance.baseUri(), token).get("/api/v1/poll").statusCode();
    }
}
