package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Frame;
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
import org.junit.jupiter.api.Test;

/** What a socket says and takes, from the handshake to the end. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SocketTest {

    @TestHTTPResource
    URI base;

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();

    private static String member(String user, String... rooms) {
        return Tokens.of(user).herald(Map.of("join", List.of(rooms))).sign();
    }

    private RawWebSocket connect(String query) {
        RawWebSocket socket = RawWebSocket.open(base, query, member(user, room));
        socket.await("ready");
        return socket;
    }

    @Test
    void nobody_is_upgraded_without_a_good_token() {
        for (String header : List.of("Authorization: Bearer x.y.z", "X-Nothing: here")) {
            RawWebSocket refused = RawWebSocket.handshake(base, "", List.of(header));
            assertEquals(401, refused.status());
            assertTrue(refused.header("WWW-Authenticate").isPresent());
        }
    }

    @Test
    void a_room_that_is_not_allowed_is_refused_before_the_upgrade() {
        assertEquals(
                403, RawWebSocket.open(base, "?room=secret", member(user, room)).status());
        assertEquals(
                400,
                RawWebSocket.open(base, "?room=no%20name", member(user, room)).status());
    }

    @Test
    void what_is_no_handshake_is_told_what_is_missing() {
        String token = member(user);
        assertEquals(
                426,
                RawWebSocket.open(base, "", token, "Sec-WebSocket-Version: 8").status());
        assertEquals(426, RawWebSocket.open(base, "", token, "Upgrade: ").status());
        assertEquals(
                400,
                RawWebSocket.open(base, "", token, "Sec-WebSocket-Key: short").status());
    }

    @Test
    void the_first_subprotocol_that_we_speak_is_chosen_and_an_unknown_one_is_not_confirmed() {
        String header = "Sec-WebSocket-Protocol";
        RawWebSocket cbor =
                RawWebSocket.open(base, "", member(user), header + ": what, herald.v1.cbor, herald.v1.json");
        assertEquals("herald.v1.cbor", cbor.header(header).orElseThrow());
        assertEquals(Frame.BINARY, cbor.await(frame -> true).opcode());

        RawWebSocket unknown = RawWebSocket.open(base, "", member(user), header + ": what");
        assertEquals(101, unknown.status());
        assertTrue(unknown.header(header).isEmpty());
    }

    @Test
    void a_browser_carries_its_token_in_the_subprotocol() {
        String token = "quarkus-http-upgrade%23Authorization%23Bearer%20" + member(user);
        RawWebSocket socket = RawWebSocket.handshake(
                base, "", List.of("Sec-WebSocket-Protocol: herald.v1.json, bearer-token-carrier, " + token));
        socket.read();
        socket.await("ready");
        assertEquals("herald.v1.json", socket.header("Sec-WebSocket-Protocol").orElseThrow());
    }

    @Test
    void a_name_that_is_null_is_none() {
        RawWebSocket socket = RawWebSocket.open(base, "", member(user, "*"));
        String nowhere = "{\"room\":null,\"event\":\"x\",\"data\":1,\"content\":1}";
        for (String command : List.of("event.send", "message.send", "room.join", "room.members", "history")) {
            assertTrue(socket.ask(command, nowhere, command).contains("data.room: is required"), command);
        }
        String nothing = "{\"room\":\"" + room + "\",\"event\":null,\"data\":1}";
        assertTrue(socket.ask("event.send", nothing, "unnamed").contains("data.event: is required"));
    }

    @Test
    void what_is_sent_right_behind_the_handshake_is_answered() {
        for (int i = 0; i < 50; i++) {
            RawWebSocket socket = RawWebSocket.open(base, "", member(user));
            assertTrue(socket.ask("user.rooms", "{}", "at-once-" + i).contains("ack"));
            socket.close();
        }
    }

    @Test
    void notifications_arrive_as_envelopes_and_a_cut_socket_goes_on_where_it_was() {
        Api publisher = new Api(base, Tokens.publisher("billing"));
        RawWebSocket first = connect("");
        publisher.notify(user, "one");
        String envelope = first.await("notification").text();
        first.cut();
        publisher.notify(user, "two");
        String cursor = envelope.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");

        RawWebSocket second = connect("?lastEventId=" + cursor);
        assertTrue(second.await("ready").text().contains("\"recovered\":true"));
        assertTrue(second.await("notification").text().contains("\"title\":\"two\""));
    }

    @Test
    void a_message_reaches_all_in_the_room_and_is_acknowledged_with_its_id() {
        RawWebSocket one = connect("?room=" + room);
        RawWebSocket other = connect("");
        other.ask("room.join", "{\"room\":\"" + room + "\"}", "j");
        String ack = one.ask("message.send", "{\"room\":\"" + room + "\",\"content\":\"Hello\",\"re\":7}", "m");
        String id = ack.replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");

        for (RawWebSocket socket : List.of(one, other)) {
            String message = socket.await("message").text();
            assertTrue(message.contains("\"id\":\"" + id + "\""), message);
            assertTrue(
                    message.endsWith("\"data\":{\"room\":\"" + room + "\",\"content\":\"Hello\",\"re\":7}}"), message);
        }
    }

    @Test
    void the_sender_is_left_out_where_it_asks_for_no_echo() {
        RawWebSocket sender = connect("?room=" + room);
        RawWebSocket tab = connect("?room=" + room);
        sender.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"echo\":false}", "a");
        sender.ask("message.send", "{\"room\":\"" + room + "\",\"content\":2}", "b");
        tab.awaitCount("message", 2);
        sender.awaitCount("message", 1);
        assertTrue(sender.events("message").get(0).text().contains("\"content\":2"));
    }

    @Test
    void the_same_command_again_is_done_once_and_another_under_its_id_is_a_conflict() {
        RawWebSocket socket = connect("?room=" + room);
        String data = "{\"room\":\"" + room + "\",\"content\":\"once\"}";
        String first = socket.ask("message.send", data, "same");
        RawWebSocket again = connect("?room=" + room);
        assertEquals(first, again.ask("message.send", "{\"content\":\"once\", \"room\":\"" + room + "\"}", "same"));
        RawWebSocket different = connect("");
        String refused = different.ask("message.send", data.replace("once", "twice"), "same");
        assertTrue(refused.contains("\"code\":\"conflict\""), refused);
        socket.ask("message.send", data.replace("once", "last"), "last");
        socket.awaitCount("message", 2);
        assertEquals(2, socket.events("message").size());
    }

    @Test
    void every_bad_message_has_one_answer_that_names_what_is_wrong() {
        RawWebSocket socket = connect("");
        String room403 = socket.ask("room.join", "{\"room\":\"secret\"}", "1");
        assertTrue(room403.contains("\"code\":\"forbidden\""), room403);
        assertTrue(socket.ask("room.join", "{\"room\":\"no name\"}", "2").contains("data.room: must be 1 to 128"));
        assertTrue(socket.ask("room.join", "{\"room\":null}", "3").contains("data.room: is required"));
        assertTrue(socket.ask("what.ever", "{}", "4").contains("event: is unknown"));
        assertTrue(socket.ask("room.leave", "{\"room\":\"a\",\"x\":1}", "5").contains("data.x: is unknown"));
        assertTrue(socket.ask("event.send", "{\"room\":\"a\",\"event\":\"message\",\"data\":1}", "6")
                .contains("data.event: is one of the service's own"));
        socket.send("{\"event\":\"user.rooms\"}");
        socket.send("{{{");
        socket.frame(Frame.FINAL | Frame.BINARY, new byte[] {1});
        socket.awaitCount("error", 9);
        assertEquals(
                3,
                socket.events("error").stream()
                        .filter(error -> !error.text().contains("\"id\""))
                        .count());
        assertTrue(socket.ask("user.rooms", "{}", "7").contains("\"rooms\":[]"));
    }

    @Test
    void a_join_replays_under_the_connections_own_cursor_and_is_acknowledged_behind_the_replay() {
        RawWebSocket writer = connect("");
        String from = writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":0}", "0")
                .replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");
        for (int i = 1; i <= 150; i++) {
            String id = "n" + i;
            if (i % 50 == 0) {
                writer.answer("n" + (i - 50 + 1));
            }
            writer.ask(
                    "message.send",
                    "{\"room\":\"" + room + "\",\"content\":" + i + ",\"level\":\"l" + i % 3 + "\"}",
                    id);
        }
        RawWebSocket reader = connect("");
        String ready = reader.await("ready").text();
        String cursor = ready.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        reader.ask("room.join", "{\"room\":\"" + room + "\",\"cursor\":\"" + from + "\"}", "join");
        assertEquals(150, reader.events("message").size());
        assertTrue(reader.events("message").stream().allMatch(f -> f.text().startsWith("{\"cursor\":\"" + cursor)));

        RawWebSocket picky = connect("");
        picky.ask(
                "room.join",
                "{\"room\":\"" + room + "\",\"cursor\":\"" + from + "\",\"where\":{\"level\":[\"l1\"]}}",
                "j");
        assertEquals(50, picky.events("message").size());
        writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"level\":\"l2\"}", "x");
        writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"level\":\"l1\"}", "y");
        picky.awaitCount("message", 51);
        assertTrue(picky.events("message").get(50).text().contains("\"level\":\"l1\""));
    }

    @Test
    void an_edited_message_has_the_new_text_for_whoever_comes_later_and_a_deleted_one_has_none() {
        RawWebSocket author = connect("?room=" + room);
        String before = author.await("ready").text().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        String id = author.ask("message.send", "{\"room\":\"" + room + "\",\"content\":\"frist\"}", "1")
                .replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");
        author.ask("message.send", "{\"room\":\"" + room + "\",\"content\":\"second\"}", "2");
        RawWebSocket other = RawWebSocket.open(base, "?room=" + room, member("someone-else", room));
        String change = "{\"room\":\"" + room + "\",\"id\":\"" + id + "\",\"content\":\"first\"}";
        assertTrue(other.ask("message.edit", change, "x").contains("forbidden"));
        assertTrue(author.ask("message.edit", change, "3").contains("\"ack\""));
        assertTrue(other.await("message.edited").text().contains("{\"id\":\"" + id + "\",\"content\":\"first\"}"));

        String history = author.ask("history", "{\"room\":\"" + room + "\"}", "4");
        assertTrue(history.contains("\"content\":\"first\"") && !history.contains("frist"), history);
        RawWebSocket later = connect("?room=" + room + "&lastEventId=" + before);
        assertTrue(later.await("message").text().contains("\"content\":\"first\""));
        assertTrue(later.await("ready").text().contains("\"recovered\":true"));

        author.ask("message.delete", "{\"room\":\"" + room + "\",\"id\":\"" + id + "\"}", "5");
        other.await("message.deleted");
        String emptied = author.ask("history", "{\"room\":\"" + room + "\"}", "6");
        assertTrue(emptied.contains(id) && !emptied.contains("first"), emptied);
        RawWebSocket last = connect("?room=" + room + "&lastEventId=" + before);
        last.await("message.deleted");
        assertTrue(last.await("ready").text().contains("\"recovered\":true"));
        assertTrue(last.frames().stream().noneMatch(frame -> frame.text().contains("first")), last.frames()::toString);
        assertTrue(author.ask("message.edit", change, "7").contains("not_found"));
    }

    @Test
    void a_notification_is_marked_as_the_inbox_does() {
        RawWebSocket socket = connect("");
        new Api(base, Tokens.publisher("billing")).notify(user, "one");
        String id = socket.await("notification").text().replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");
        assertTrue(
                socket.ask("notification.read", "{\"id\":\"" + id + "\"}", "r").contains("\"unread\":0"));
        assertTrue(socket.ask("notification.unread", "{\"id\":\"" + id + "\"}", "u")
                .contains("\"unread\":1"));
        assertTrue(socket.ask("notification.read", "{\"upTo\":\"" + id + "\"}", "t")
                .contains("\"unread\":0"));
        assertTrue(socket.ask("notification.archive", "{\"id\":\"" + id + "\"}", "a")
                .contains("\"ack\""));
        socket.awaitCount("inbox.changed", 4);
        assertTrue(socket.ask("notification.read", "{\"id\":\"00000000-0000-7000-8000-000000000000\"}", "n")
                .contains("not_found"));
        assertTrue(socket.ask("notification.read", "{}", "e").contains("data.id: is required"));
    }
}
