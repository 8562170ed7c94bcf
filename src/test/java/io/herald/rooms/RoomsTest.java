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
import org.junit.jupiter.api.Test;

/** What rooms are and who belongs to them, and that it acts on open connections. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class RoomsTest {

    @TestHTTPResource
    URI base;

    @Inject
    Pool pool;

    @Inject
    MembershipSync membershipSync;

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
    void a_room_is_what_an_administrator_says_until_it_is_unsaid() {
        assertEquals(404, admin.get(path("")).statusCode());
        String settings = "{\"visibility\":\"public\",\"kind\":\"broadcast\",\"keep\":\"P30D\"}";
        assertEquals(201, admin.put(path(""), settings).statusCode());
        assertEquals(200, admin.put(path(""), settings).statusCode());
        String said = new Api(base, token).get(path("")).body();
        assertEquals(
                "{\"room\":\"" + room + "\",\"visibility\":\"public\",\"kind\":\"broadcast\",\"keep\":\"P30D\"}", said);
        assertTrue(new Api(base, token).get("/api/v1/rooms?limit=200").body().contains(room));
        assertEquals(204, admin.delete(path("")).statusCode());
        assertEquals(403, new Api(base, token).get(path("")).statusCode());
    }

    @Test
    void every_wrong_setting_is_named_and_nobody_else_may_say_anything() {
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
    void a_new_member_follows_on_open_connections_and_a_removed_one_does_not() {
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
                "it is followed",
                () -> socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains(room));
        say("one");
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
                "it is not followed",
                () -> !socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains(room));
        say("two");
        new Api(base, Tokens.publisher("billing")).notify(user, "last");
        socket.await("notification");
        stream.await("notification");
        assertEquals(1, socket.events("x").size());
        assertEquals(1, stream.events("x").size());
        assertTrue(later.ask("room.join", "{\"room\":\"" + room + "\"}", "j").contains("forbidden"));
    }

    @Test
    void a_change_of_which_no_hint_was_heard_acts_on_open_connections_all_the_same() {
        compareARoomThatSomebodyElseFollows();
        sql("INSERT INTO room_member (room, user_id) VALUES ('" + room + "', '" + user + "')");
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        assertTrue(socket.await("ready").text().contains(room));
        sql("DELETE FROM room_member WHERE user_id = '" + user + "'");
        missHints();
        awaitRooms(socket, "[]");

        String other = "other-" + room;
        sql("INSERT INTO room_member (room, user_id) VALUES ('" + other + "', '" + user + "')");
        missHints();
        awaitRooms(socket, "[\"" + other + "\"]");
    }

    private void missHints() {
        membershipSync.invalidate();
        membershipSync.onMissed();
    }

    /** Of the room, then, nothing is new when a member of it comes and is removed. */
    private void compareARoomThatSomebodyElseFollows() {
        String witness = "witness-" + room;
        String claims = Tokens.of(witness).herald(Map.of("join", List.of(room))).sign();
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, claims);
        socket.await("ready");
        missHints();
        missHints();
        sql("INSERT INTO room_member (room, user_id) VALUES ('x-" + room + "', '" + witness + "')");
        missHints();
        awaitRooms(socket, "[\"" + room + "\",\"x-" + room + "\"]");
    }

    private void awaitRooms(RawWebSocket socket, String rooms) {
        Await.until(
                "it follows " + rooms,
                () -> socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains("\"rooms\":" + rooms));
    }

    private void say(String what) {
        assertEquals(
                202,
                admin.post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"x\",\"data\":\"" + what + "\"}")
                        .statusCode());
    }

    @Test
    void in_a_broadcast_room_only_publishers_send() {
        admin.put(path(""), "{\"visibility\":\"public\",\"kind\":\"broadcast\"}");
        RawWebSocket listener = RawWebSocket.open(base, "?room=" + room, token);
        String claims =
                Tokens.of("claimant").herald(Map.of("send", List.of(room))).sign();
        String send = "{\"room\":\"" + room + "\",\"content\":1}";
        assertTrue(listener.ask("message.send", send, "1").contains("forbidden"));
        assertTrue(RawWebSocket.open(base, "", claims)
                .ask("message.send", send, "1")
                .contains("forbidden"));
        assertTrue(RawWebSocket.open(base, "", Tokens.publisher("p"))
                .ask("message.send", send, "1")
                .contains("ack"));
        listener.await("message");
    }

    @Test
    void a_room_that_is_made_private_is_left_by_those_who_may_not_join_it() {
        admin.put(path(""), "{\"visibility\":\"public\"}");
        RawWebSocket guest = RawWebSocket.open(base, "?room=" + room, token);
        guest.await("ready");
        assertTrue(guest.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1}", "1")
                .contains("ack"));
        admin.put(path(""), "{}");
        Await.until(
                "it is left",
                () -> guest.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains("\"rooms\":[]"));
    }

    @Test
    void of_many_who_make_a_room_or_a_member_at_once_each_has_made_it() {
        for (String path : List.of(path(""), path("/members/" + user))) {
            List<CompletableFuture<Integer>> calls = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> admin.put(path, "{}").statusCode()))
                    .toList();
            calls.forEach(call -> assertTrue(call.join() < 300, path + ": " + call.join()));
        }
    }

    /** A restriction that nobody knows of stands for whatever PostgreSQL will refuse the next time too. */
    @Test
    void what_postgresql_will_never_take_is_no_absence() {
        String rule = "\"" + room + "\"";
        sql("ALTER TABLE room ADD CONSTRAINT " + rule + " CHECK (name <> '" + room + "')");
        try {
            HttpResponse<String> refused = admin.put(path(""), "{}");
            assertEquals(500, refused.statusCode(), refused.body());
            assertTrue(refused.body().matches(".*error [0-9a-f]{8}.*"), refused.body());
        } finally {
            sql("ALTER TABLE room DROP CONSTRAINT " + rule);
        }
        assertEquals(201, admin.put(path(""), "{}").statusCode());
    }

    private void sql(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofSeconds(10));
    }

    /** A session that remembers deletions by query complains of them at its end, once a call. */
    @Test
    void changes_are_no_reason_for_a_warning_in_the_log() {
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
