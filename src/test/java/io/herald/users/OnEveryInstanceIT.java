package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.StandingInstances;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an administrator says to one instance, and a ticket that one gave, hold on all of them. */
class OnEveryInstanceIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private static final Duration SOON = Duration.ofSeconds(2);

    private final String user = "everywhere-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token = Tokens.of(user).claim("jti", user).sign();
    private final Api admin =
            new Api(INSTANCES.one().baseUri(), Tokens.of("root").groups("admin").sign());

    @Test
    void a_revoked_token_is_refused_and_what_it_opened_ends_also_where_it_was_not_said_and_not_yet_running() {
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
            Await.until("it has read what was revoked before its time", () -> poll(third) == 401);
        }
    }

    @Test
    void who_is_disconnected_is_so_from_all_and_may_come_back() {
        SseClient stream = INSTANCES.two().stream(token);
        RawWebSocket near = INSTANCES.one().socket(token);
        RawWebSocket far = INSTANCES.two().socket(token);
        assertEquals(204, admin.delete("/api/v1/users/" + user + "/connections").statusCode());
        stream.awaitEnd(SOON);
        assertEquals(4403, near.awaitClose());
        assertEquals(4403, far.awaitClose());
        INSTANCES.two().socket(token).close();
    }

    @Test
    void a_ticket_is_good_on_another_instance_and_then_on_none() {
        String answer = new Api(INSTANCES.one().baseUri(), token)
                .post("/api/v1/tickets", "")
                .body();
        String query = "?ticket=" + answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        SseClient stream =
                SseClient.open(INSTANCES.two().baseUri().resolve("/api/v1/stream" + query), Map.<String, String>of());
        stream.await("ready");
        for (HeraldProcess either : List.of(INSTANCES.one(), INSTANCES.two())) {
            try (RawWebSocket again = RawWebSocket.handshake(either.baseUri(), query, List.of())) {
                assertEquals(401, again.status());
            }
        }
    }

    @Test
    void a_member_follows_and_leaves_and_a_room_that_is_no_more_public_is_left_where_it_was_not_said() {
        RawWebSocket socket = INSTANCES.two().socket(token);
        String path = "/api/v1/rooms/" + room;
        assertEquals(204, admin.put(path + "/members/" + user, "").statusCode());
        Await.until("it is followed", SOON, () -> rooms(socket).contains(room));
        assertEquals(204, admin.delete(path + "/members/" + user).statusCode());
        Await.until("it is left", SOON, () -> !rooms(socket).contains(room));

        assertEquals(201, admin.put(path, "{\"visibility\":\"public\"}").statusCode());
        Await.until(
                "anybody may join",
                SOON,
                () -> socket.ask("room.join", "{\"room\":\"" + room + "\"}", id())
                        .contains("\"ack\""));
        assertTrue(rooms(socket).contains(room));
        assertEquals(204, admin.delete(path).statusCode());
        Await.until("it is left again", SOON, () -> !rooms(socket).contains(room));
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
