package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.CapturedLog;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Room settings and memberships, and their effect on open connections. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RoomResourceTest {

    @TestHTTPResource
    URI base;

    @Inject
    Pool pool;

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private Api admin;

    @BeforeEach
    void connect() {
        admin = new Api(base, Tokens.of("root").groups("admin").sign());
    }

    private String path(String rest) {
        return "/api/v1/rooms/" + room + rest;
    }

    @Test
    void a_room_has_the_settings_of_an_administrator_until_it_is_deleted() {
        assertEquals(404, admin.get(path("")).statusCode());
        String settings = "{\"visibility\":\"public\",\"kind\":\"broadcast\",\"keep\":\"P30D\"}";
        assertEquals(201, admin.put(path(""), settings).statusCode());
        assertEquals(200, admin.put(path(""), settings).statusCode());
        String stored = new Api(base, token).get(path("")).body();
        assertEquals(
                "{\"room\":\"" + room + "\",\"visibility\":\"public\",\"kind\":\"broadcast\",\"keep\":\"P30D\"}",
                stored);
        assertTrue(new Api(base, token).get("/api/v1/rooms?limit=200").body().contains(room));
        assertEquals(204, admin.delete(path("")).statusCode());
        assertEquals(403, new Api(base, token).get(path("")).statusCode());
    }

    @Test
    void every_invalid_setting_is_named_and_only_administrators_change_rooms() {
        String wrong = admin.put(path(""), "{\"visibility\":\"x\",\"kind\":1,\"keep\":\"soon\",\"more\":1}")
                .body();
        for (String field : List.of("visibility", "kind", "keep", "more")) {
            assertTrue(wrong.contains("\"field\":\"" + field + "\""), wrong);
        }
        assertEquals(400, admin.put("/api/v1/rooms/no%20name", "{}").statusCode());
        Api publisher = new Api(base, Tokens.publisher("billing"));
        assertEquals(201, admin.put(path(""), "{}").statusCode());
        assertTrue(admin.get("/api/v1/rooms?limit=200").body().contains(room));
        assertFalse(publisher.get("/api/v1/rooms?limit=200").body().contains(room));
        assertEquals(403, publisher.put(path(""), "{}").statusCode());
        assertEquals(403, publisher.put(path("/members/x"), "").statusCode());
        assertEquals(403, publisher.get(path("/members")).statusCode());
    }

    @Test
    void open_connections_follow_the_room_of_a_new_member_and_unfollow_it_on_removal() {
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        SseClient stream = SseClient.open(new Api(base, token).stream(""), token);
        socket.await("ready");
        stream.await("ready");
        assertEquals(204, admin.put(path("/members/" + user), "").statusCode());
        assertEquals(204, admin.put(path("/members/" + user), "").statusCode());
        assertTrue(admin.get(path("/members")).body().contains("\"user\":\"" + user + "\""));
        socket.await("room.added");
        stream.await("room.added");
        Await.until(
                "the socket follows the room",
                () -> socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains(room));
        publish("one");
        socket.await("x");
        stream.await("x");
        RawWebSocket later = RawWebSocket.open(base, "", token);
        assertTrue(later.await("ready").text().contains(room));
        assertTrue(later.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1}", "m")
                .contains("ack"));

        assertEquals(204, admin.delete(path("/members/" + user)).statusCode());
        assertEquals(404, admin.delete(path("/members/" + user)).statusCode());
        socket.await("room.removed");
        Await.until(
                "the socket no longer follows the room",
                () -> !socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains(room));
        publish("two");
        new Api(base, Tokens.publisher("billing")).notify(user, "last");
        socket.await("notification");
        stream.await("notification");
        assertEquals(1, socket.events("x").size());
        assertEquals(1, stream.events("x").size());
        assertTrue(later.ask("room.join", "{\"room\":\"" + room + "\"}", "j").contains("forbidden"));
    }

    private void publish(String data) {
        assertEquals(
                202,
                admin.post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"x\",\"data\":\"" + data + "\"}")
                        .statusCode());
    }

    @Test
    void in_a_broadcast_room_only_publishers_send() {
        admin.put(path(""), "{\"visibility\":\"public\",\"kind\":\"broadcast\"}");
        RawWebSocket member = RawWebSocket.open(base, "?room=" + room, token);
        String claims =
                Tokens.of("sender").herald(Map.of("send", List.of(room))).sign();
        String send = "{\"room\":\"" + room + "\",\"content\":1}";
        assertTrue(member.ask("message.send", send, "1").contains("forbidden"));
        assertTrue(RawWebSocket.open(base, "", claims)
                .ask("message.send", send, "1")
                .contains("forbidden"));
        assertTrue(RawWebSocket.open(base, "", Tokens.publisher("p"))
                .ask("message.send", send, "1")
                .contains("ack"));
        member.await("message");
    }

    @Test
    void connections_without_access_unfollow_a_room_that_becomes_private() {
        admin.put(path(""), "{\"visibility\":\"public\"}");
        RawWebSocket guest = RawWebSocket.open(base, "?room=" + room, token);
        guest.await("ready");
        assertTrue(guest.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1}", "1")
                .contains("ack"));
        admin.put(path(""), "{}");
        Await.until(
                "the guest no longer follows the room",
                () -> guest.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains("\"rooms\":[]"));
    }

    @Test
    void concurrent_creations_of_a_room_or_a_membership_all_succeed() {
        for (String path : List.of(path(""), path("/members/" + user))) {
            List<CompletableFuture<Integer>> calls = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> admin.put(path, "{}").statusCode()))
                    .toList();
            calls.forEach(call -> assertTrue(call.join() < 300, path + ": " + call.join()));
        }
    }

    /** An additional constraint stands for any statement that PostgreSQL rejects permanently. */
    @Test
    void a_permanent_rejection_by_postgresql_is_an_internal_error_and_not_unavailability() {
        String constraint = "\"" + room + "\"";
        sql("ALTER TABLE room ADD CONSTRAINT " + constraint + " CHECK (name <> '" + room + "')");
        try {
            HttpResponse<String> rejected = admin.put(path(""), "{}");
            assertEquals(500, rejected.statusCode(), rejected.body());
            assertTrue(rejected.body().matches(".*error id [0-9a-f]{8}.*"), rejected.body());
        } finally {
            sql("ALTER TABLE room DROP CONSTRAINT " + constraint);
        }
        assertEquals(201, admin.put(path(""), "{}").statusCode());
    }

    private void sql(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofSeconds(10));
    }

    /** A Hibernate session with pending deletions by query logs a warning when it is closed, once per call. */
    @Test
    void changes_of_rooms_and_members_log_no_hibernate_warning() {
        try (CapturedLog hibernate = CapturedLog.of("org.hibernate")) {
            assertEquals(201, admin.put(path(""), "{}").statusCode());
            assertEquals(204, admin.put(path("/members/" + user), "").statusCode());
            assertEquals(204, admin.delete(path("/members/" + user)).statusCode());
            assertEquals(204, admin.put(path("/members/" + user), "").statusCode());
            assertEquals(204, admin.delete(path("")).statusCode());
            assertEquals(List.of(), hibernate.lines());
        }
    }
}
