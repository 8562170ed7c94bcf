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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands and events of a socket. */
@QuarkusTest
@Tag("quarkus")
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
    void a_null_name_counts_as_missing() {
        RawWebSocket socket = RawWebSocket.open(base, "", member(user, "*"));
        String withoutRoom = "{\"room\":null,\"event\":\"x\",\"data\":1,\"content\":1}";
        for (String command : List.of("event.send", "message.send", "room.join", "room.members", "history")) {
            assertTrue(socket.ask(command, withoutRoom, command).contains("data.room: is required"), command);
        }
        String withoutEvent = "{\"room\":\"" + room + "\",\"event\":null,\"data\":1}";
        assertTrue(socket.ask("event.send", withoutEvent, "unnamed").contains("data.event: is required"));
    }

    @Test
    void a_command_sent_immediately_after_the_handshake_is_answered() {
        for (int i = 0; i < 50; i++) {
            RawWebSocket socket = RawWebSocket.open(base, "", member(user));
            assertTrue(socket.ask("user.rooms", "{}", "at-once-" + i).contains("ack"));
            socket.close();
        }
    }

    @Test
    void a_message_reaches_all_followers_of_the_room_and_is_acknowledged_with_its_id() {
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
    void a_message_without_echo_is_not_delivered_to_its_sender() {
        RawWebSocket sender = connect("?room=" + room);
        RawWebSocket other = connect("?room=" + room);
        sender.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"echo\":false}", "a");
        sender.ask("message.send", "{\"room\":\"" + room + "\",\"content\":2}", "b");
        other.awaitCount("message", 2);
        sender.awaitCount("message", 1);
        assertTrue(sender.events("message").get(0).text().contains("\"content\":2"));
    }

    @Test
    void a_repeated_command_is_executed_once_and_another_with_its_id_is_a_conflict() {
        RawWebSocket socket = connect("?room=" + room);
        String data = "{\"room\":\"" + room + "\",\"content\":\"once\"}";
        String first = socket.ask("message.send", data, "same");
        RawWebSocket again = connect("?room=" + room);
        assertEquals(first, again.ask("message.send", "{\"content\":\"once\", \"room\":\"" + room + "\"}", "same"));
        RawWebSocket different = connect("");
        String rejected = different.ask("message.send", data.replace("once", "twice"), "same");
        assertTrue(rejected.contains("\"code\":\"conflict\""), rejected);
        socket.ask("message.send", data.replace("once", "last"), "last");
        socket.awaitCount("message", 2);
        assertEquals(2, socket.events("message").size());
    }

    @Test
    void every_invalid_message_has_one_answer_that_names_the_violation() {
        RawWebSocket socket = connect("");
        String forbidden = socket.ask("room.join", "{\"room\":\"secret\"}", "1");
        assertTrue(forbidden.contains("\"code\":\"forbidden\""), forbidden);
        assertTrue(socket.ask("room.join", "{\"room\":\"no name\"}", "2").contains("data.room: must be 1 to 128"));
        assertTrue(socket.ask("room.join", "{\"room\":null}", "3").contains("data.room: is required"));
        assertTrue(socket.ask("what.ever", "{}", "4").contains("event: is unknown"));
        assertTrue(socket.ask("room.leave", "{\"room\":\"a\",\"x\":1}", "5").contains("data.x: is unknown"));
        assertTrue(socket.ask("event.send", "{\"room\":\"a\",\"event\":\"message\",\"data\":1}", "6")
                .contains("data.event: is reserved for the service"));
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
    void a_join_replays_with_the_cursor_of_the_connection_and_is_acknowledged_after_the_replay() {
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

        RawWebSocket filtered = connect("");
        filtered.ask(
                "room.join",
                "{\"room\":\"" + room + "\",\"cursor\":\"" + from + "\",\"where\":{\"level\":[\"l1\"]}}",
                "j");
        assertEquals(50, filtered.events("message").size());
        writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"level\":\"l2\"}", "x");
        writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":1,\"level\":\"l1\"}", "y");
        filtered.awaitCount("message", 51);
        assertTrue(filtered.events("message").get(50).text().contains("\"level\":\"l1\""));
    }

    @Test
    void history_and_replay_return_an_edited_message_with_its_new_text_and_a_deleted_one_without() {
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
        String afterDeletion = author.ask("history", "{\"room\":\"" + room + "\"}", "6");
        assertTrue(afterDeletion.contains(id) && !afterDeletion.contains("first"), afterDeletion);
        RawWebSocket last = connect("?room=" + room + "&lastEventId=" + before);
        last.await("message.deleted");
        assertTrue(last.await("ready").text().contains("\"recovered\":true"));
        assertTrue(last.frames().stream().noneMatch(frame -> frame.text().contains("first")), last.frames()::toString);
        assertTrue(author.ask("message.edit", change, "7").contains("not_found"));
    }

    @Test
    void notification_commands_change_the_inbox_item() {
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
