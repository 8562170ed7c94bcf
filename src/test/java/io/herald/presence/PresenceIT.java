package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Presence announces one join and one departure of a user, and ignores short disconnections. */
class PresenceIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private final URI base = INSTANCES.one().baseUri();

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();

    private String token(String name) {
        return Tokens.of(name).herald(Map.of("join", List.of(room + "*"))).sign();
    }

    private RawWebSocket join(String name) {
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token(name));
        socket.await("ready");
        return socket;
    }

    private String userField(String name) {
        return "{\"user\":\"" + name + "\"";
    }

    private String roomPresence() {
        return new Api(base, token("reader"))
                .get("/api/v1/rooms/" + room + "/presence")
                .body();
    }

    @Test
    void a_user_with_several_connections_joins_once_and_leaves_with_the_last() {
        RawWebSocket observer = join("observer-" + room);
        RawWebSocket one = join(user);
        SseClient two = SseClient.open(new Api(base, "").stream("?room=" + room), token(user));
        two.await("ready");
        assertTrue(observer.await("presence.joined").text().contains(userField(user)));
        Await.until(
                "both connections are counted",
                () -> roomPresence().matches(".*\"user\":\"" + user + "\",\"since\":\"[^\"]+\",\"connections\":2.*"));
        assertTrue(roomPresence().endsWith("\"count\":2}"), roomPresence());
        two.cut();
        one.ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
        assertTrue(observer.await("presence.left").text().contains(userField(user)));
        assertEquals(1, observer.events("presence.joined").size());
        assertEquals(1, observer.events("presence.left").size());
        assertEquals(0, one.events("presence.joined").size());
    }

    @Test
    void a_departure_is_announced_only_if_the_user_does_not_reconnect_soon() {
        RawWebSocket observer = join("observer-" + room);
        RawWebSocket lost = join(user);
        observer.await("presence.joined");
        lost.cut();
        Await.until("the connection is no longer counted", () -> roomPresence().contains("\"connections\":0"));
        RawWebSocket back = join(user);
        Await.until("the new connection is counted", () -> !roomPresence().contains("\"connections\":0"));
        back.cut();
        observer.await("presence.left");
        assertEquals(1, observer.events("presence.joined").size());
        assertEquals(1, observer.events("presence.left").size());
    }

    @Test
    void a_regular_close_is_announced_immediately() {
        RawWebSocket observer = join("observer-" + room);
        RawWebSocket leaving = join(user);
        observer.await("presence.joined");
        leaving.closeWith(1000);
        long start = System.nanoTime();
        observer.await("presence.left");
        assertTrue(System.nanoTime() - start < 4_000_000_000L, "the announcement waited for a reconnection");
    }

    @Test
    void a_state_is_announced_and_listed_with_its_user() {
        RawWebSocket observer = join("observer-" + room);
        RawWebSocket socket = join(user);
        assertTrue(socket.ask("presence.update", "{\"state\":{\"away\":true}}", "u")
                .contains("ack"));
        String updated = observer.await("presence.updated").text();
        assertTrue(updated.contains("\"data\":" + userField(user) + ",\"state\":{\"away\":true}}"), updated);
        String members = socket.ask("room.members", "{\"room\":\"" + room + "\"}", "m");
        assertTrue(members.contains("\"state\":{\"away\":true}") && members.contains("\"count\":2"), members);
        String joined = RawWebSocket.open(base, "", token("third-" + room))
                .ask("room.join", "{\"room\":\"" + room + "\"}", "j");
        assertTrue(joined.contains(userField(user)) && joined.contains(userField("third-" + room)), joined);
        assertTrue(socket.ask("presence.update", "{\"room\":\"elsewhere\",\"state\":{}}", "e")
                .contains("forbidden"));
        assertTrue(socket.ask("presence.update", "{\"state\":1}", "w").contains("data.state: must be"));
    }

    @Test
    void a_state_is_announced_in_each_room_of_its_user() {
        String other = room + "-other";
        RawWebSocket observer = join("observer-" + room);
        RawWebSocket socket = join(user);
        for (RawWebSocket member : List.of(socket, observer)) {
            assertTrue(member.ask("room.join", "{\"room\":\"" + other + "\"}", "other")
                    .contains("\"ack\""));
        }
        socket.ask("presence.update", "{\"state\":{\"away\":true}}", "u");
        List<String> frames = observer.awaitCount("presence.updated", 2).stream()
                .map(Frame::text)
                .toList();
        for (String joined : List.of(room, other)) {
            assertEquals(
                    1,
                    frames.stream()
                            .filter(frame -> frame.startsWith("{\"channel\":\"room:" + joined + "\""))
                            .count(),
                    frames.toString());
        }
        assertEquals(List.of(), socket.events("presence.updated"));
    }

    @Test
    void administrators_see_and_close_the_connections_of_a_user() {
        RawWebSocket socket = join(user);
        Api admin = new Api(base, Tokens.of("root").groups("admin").sign());
        String path = "/api/v1/users/" + user;
        Await.until(
                "the connection is listed",
                () -> admin.get(path + "/presence")
                        .body()
                        .equals("{\"user\":\"" + user + "\",\"online\":true,\"connections\":1,\"rooms\":[\"" + room
                                + "\"]}"));
        assertTrue(admin.get(path + "/connections").body().contains("\"rooms\":[\"" + room + "\"]}],\"count\":1}"));
        assertEquals(403, new Api(base, token(user)).get(path + "/connections").statusCode());
        assertEquals(204, admin.delete(path + "/connections").statusCode());
        assertEquals(4403, socket.awaitClose());
        Await.until(
                "no connection is listed",
                () -> admin.get(path + "/connections").body().equals("{\"connections\":[],\"count\":0}"));
    }
}
