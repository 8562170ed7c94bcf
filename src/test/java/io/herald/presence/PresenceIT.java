package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.StandingInstances;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One user once, told of when they come and when they go, and not when they were gone for a moment. */
class PresenceIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private final URI base = INSTANCES.one().baseUri();

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();

    private String token(String who) {
        return Tokens.of(who).herald(Map.of("join", List.of(room + "*"))).sign();
    }

    private RawWebSocket in(String who) {
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token(who));
        socket.await("ready");
        return socket;
    }

    private String about(String who) {
        return "{\"user\":\"" + who + "\"";
    }

    private String inRoom() {
        return new Api(base, token("looker"))
                .get("/api/v1/rooms/" + room + "/presence")
                .body();
    }

    @Test
    void a_user_with_many_tabs_comes_once_and_goes_with_the_last() {
        RawWebSocket witness = in("witness-" + room);
        RawWebSocket one = in(user);
        SseClient two = SseClient.open(new Api(base, "").stream("?room=" + room), token(user));
        two.await("ready");
        assertTrue(witness.await("presence.joined").text().contains(about(user)));
        Await.until(
                "both count",
                () -> inRoom().matches(".*\"user\":\"" + user + "\",\"since\":\"[^\"]+\",\"connections\":2.*"));
        assertTrue(inRoom().endsWith("\"count\":2}"), inRoom());
        two.cut();
        one.ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
        assertTrue(witness.await("presence.left").text().contains(about(user)));
        assertEquals(1, witness.events("presence.joined").size());
        assertEquals(1, witness.events("presence.left").size());
        assertEquals(0, one.events("presence.joined").size());
    }

    @Test
    void a_connection_that_is_back_in_a_moment_is_not_told_and_one_that_is_not_is() {
        RawWebSocket witness = in("witness-" + room);
        RawWebSocket lost = in(user);
        witness.await("presence.joined");
        lost.cut();
        Await.until("it is not counted", () -> inRoom().contains("\"connections\":0"));
        RawWebSocket back = in(user);
        Await.until("it is counted", () -> !inRoom().contains("\"connections\":0"));
        back.cut();
        witness.await("presence.left");
        assertEquals(1, witness.events("presence.joined").size());
        assertEquals(1, witness.events("presence.left").size());
    }

    @Test
    void a_goodbye_is_told_at_once() {
        RawWebSocket witness = in("witness-" + room);
        RawWebSocket leaving = in(user);
        witness.await("presence.joined");
        leaving.closeWith(1000);
        long at = System.nanoTime();
        witness.await("presence.left");
        assertTrue(System.nanoTime() - at < 4_000_000_000L, "within the time of a moment");
    }

    @Test
    void a_state_is_told_and_shown_until_its_user_goes() {
        RawWebSocket witness = in("witness-" + room);
        RawWebSocket socket = in(user);
        assertTrue(socket.ask("presence.update", "{\"state\":{\"away\":true}}", "u")
                .contains("ack"));
        String told = witness.await("presence.updated").text();
        assertTrue(told.contains("\"data\":" + about(user) + ",\"state\":{\"away\":true}}"), told);
        String members = socket.ask("room.members", "{\"room\":\"" + room + "\"}", "m");
        assertTrue(members.contains("\"state\":{\"away\":true}") && members.contains("\"count\":2"), members);
        String joined = RawWebSocket.open(base, "", token("third-" + room))
                .ask("room.join", "{\"room\":\"" + room + "\"}", "j");
        assertTrue(joined.contains(about(user)) && joined.contains(about("third-" + room)), joined);
        assertTrue(socket.ask("presence.update", "{\"room\":\"elsewhere\",\"state\":{}}", "e")
                .contains("forbidden"));
        assertTrue(socket.ask("presence.update", "{\"state\":1}", "w").contains("data.state: must be"));
    }

    @Test
    void a_state_is_told_in_each_room_of_its_user() {
        String other = room + "-other";
        RawWebSocket witness = in("witness-" + room);
        RawWebSocket socket = in(user);
        for (RawWebSocket each : List.of(socket, witness)) {
            assertTrue(each.ask("room.join", "{\"room\":\"" + other + "\"}", "other")
                    .contains("\"ack\""));
        }
        socket.ask("presence.update", "{\"state\":{\"away\":true}}", "u");
        List<String> told = witness.awaitCount("presence.updated", 2).stream()
                .map(Frame::text)
                .toList();
        for (String each : List.of(room, other)) {
            assertEquals(
                    1,
                    told.stream()
                            .filter(frame -> frame.startsWith("{\"channel\":\"room:" + each + "\""))
                            .count(),
                    told.toString());
        }
        assertEquals(List.of(), socket.events("presence.updated"));
    }

    @Test
    void administrators_see_where_a_user_is_connected() {
        RawWebSocket socket = in(user);
        Api admin = new Api(base, Tokens.of("root").groups("admin").sign());
        String path = "/api/v1/users/" + user;
        Await.until(
                "it is seen",
                () -> admin.get(path + "/presence")
                        .body()
                        .equals("{\"user\":\"" + user + "\",\"online\":true,\"connections\":1,\"rooms\":[\"" + room
                                + "\"]}"));
        assertTrue(admin.get(path + "/connections").body().contains("\"rooms\":[\"" + room + "\"]}],\"count\":1}"));
        assertEquals(403, new Api(base, token(user)).get(path + "/connections").statusCode());
        assertEquals(204, admin.delete(path + "/connections").statusCode());
        assertEquals(4403, socket.awaitClose());
        Await.until(
                "it is gone", () -> admin.get(path + "/connections").body().equals("{\"connections\":[],\"count\":0}"));
    }
}
