package io.herald.ws;

import static io.herald.ws.ChatClient.acknowledgedId;
import static io.herald.ws.ChatClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two users on two instances behind the documented proxy configuration, one with JSON and the other with CBOR. */
class SocketBehindProxyIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static ProxiedFixture fixture;
    private static HeraldProcess one;
    private static HeraldProcess two;

    private final String room = "proxied-" + UUID.randomUUID();
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String roomData = "{\"room\":\"" + room + "\"}";

    @BeforeAll
    static void start() {
        fixture = ProxiedFixture.inFrontOf(INSTANCES);
        one = INSTANCES.one();
        two = INSTANCES.two();
    }

    @AfterAll
    static void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private Tokens token(String user) {
        return Tokens.of(user).herald(Map.of("join", List.of(room), "send", List.of(room)));
    }

    private static Api admin() {
        return new Api(fixture.uri(), Tokens.of("root").groups("admin").sign());
    }

    /** Returns command data with the room and these members. */
    private String data(String members) {
        return "{\"room\":\"" + room + "\"," + members + "}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messages_are_replayed_filtered_edited_and_listed_on_the_other_instance(boolean cbor) {
        try (ChatClient writer = fixture.on(one, token(alice).sign(), "", cbor);
                ChatClient reader = fixture.on(two, token(bob).sign(), "", !cbor)) {
            assertTrue(writer.ask("room.join", roomData, "join").contains(alice));
            String zero =
                    acknowledgedId(writer.ask("message.send", data("\"content\":\"zero\",\"level\":\"error\""), "0"));
            String wrong =
                    acknowledgedId(writer.ask("message.send", data("\"content\":\"wrong\",\"level\":\"error\""), "1"));
            writer.ask("message.send", data("\"content\":\"well\",\"level\":\"info\""), "2");

            String filtered = data("\"cursor\":\"" + zero + "\",\"where\":{\"level\":[\"error\",\"warn\"]}");
            String joined = reader.ask("room.join", filtered, "errors");
            assertTrue(joined.contains(alice) && joined.contains(bob), joined);
            assertEquals(1, reader.events("message").size());
            assertEquals(wrong, text(reader.await("message"), "id"));
            assertTrue(writer.await("presence.joined").contains(bob));
            writer.ask("message.send", data("\"content\":\"fine\",\"level\":\"info\""), "3");
            writer.ask("message.send", data("\"content\":\"worse\",\"level\":\"warn\""), "4");
            assertTrue(reader.awaitCount("message", 2).get(1).contains("worse"));

            reader.ask("room.leave", roomData, "leave");
            assertTrue(writer.await("presence.left").contains(bob));
            assertTrue(reader.ask("user.rooms", "{}", "nowhere").contains("\"rooms\":[]"));
            reader.ask("room.join", roomData, "again");
            assertTrue(reader.ask("user.rooms", "{}", "where").contains("\"rooms\":[\"" + room + "\"]"));

            String edit = data("\"id\":\"" + wrong + "\",\"content\":\"right\"");
            assertTrue(reader.ask("message.edit", edit, "theirs").contains("forbidden"));
            writer.ask("message.edit", edit, "edit");
            assertTrue(reader.await("message\\.edited").contains("\"content\":\"right\""));
            writer.ask("message.delete", data("\"id\":\"" + zero + "\""), "delete");
            assertTrue(reader.await("message\\.deleted").contains(zero));
            String newest = reader.ask("history", data("\"limit\":2"), "page");
            String older = reader.ask("history", data("\"before\":\"" + text(newest, "next") + "\""), "older");
            assertTrue(older.contains("\"content\":\"right\"") && older.contains(zero), older);
            assertFalse((newest + older).contains("\"zero\""), newest + older);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void events_typing_and_presence_are_delivered_on_the_other_instance(boolean cbor) {
        try (ChatClient writer = fixture.on(one, token(alice).sign(), "?room=" + room, cbor);
                ChatClient reader = fixture.on(two, token(bob).sign(), "?room=" + room, !cbor)) {
            String tick = "\"event\":\"tick\",\"data\":{\"x\":%d}";
            String durable = writer.ask("event.send", data(tick.formatted(1)), "d");
            assertEquals(acknowledgedId(durable), text(reader.await("tick"), "id"));
            String ephemeral = data(tick.formatted(2) + ",\"ephemeral\":true,\"conflate\":\"x\"");
            assertFalse(writer.ask("event.send", ephemeral, "e").contains("\"data\":{\"id\""));
            String received = reader.awaitCount("tick", 2).get(1);
            assertTrue(received.startsWith("{\"channel\":\"room:" + room) && received.endsWith("{\"x\":2}}"), received);

            writer.ask("typing.start", roomData, "t1");
            writer.ask("typing.stop", roomData, "t2");
            assertTrue(reader.await("typing\\.start").contains(alice));
            assertTrue(reader.await("typing\\.stop").contains(alice));
            assertEquals(List.of(), writer.events("typing\\..*"));

            writer.ask("presence.update", "{\"state\":{\"away\":true}}", "p");
            String updated = reader.await("presence\\.updated");
            assertTrue(updated.contains(alice) && updated.contains("\"away\":true"), updated);
            String members = reader.ask("room.members", roomData, "who");
            assertTrue(members.contains("\"away\":true") && members.contains("\"count\":2"), members);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reading_a_notification_is_delivered_to_the_other_instance(boolean cbor) {
        try (ChatClient first = fixture.on(one, token(alice).sign(), "", cbor);
                ChatClient second = fixture.on(two, token(alice).sign(), "", !cbor)) {
            new Api(fixture.uri(), Tokens.publisher("billing")).notify(alice, "Paid");
            String id = acknowledgedId(first.await("notification"));
            assertTrue(first.ask("notification.read", "{\"id\":\"" + id + "\"}", "r")
                    .contains("\"unread\":0"));
            assertTrue(second.await("inbox\\.changed").contains(id));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_command_repeated_on_the_other_instance_is_executed_once(boolean cbor) {
        String message = data("\"content\":\"once\"");
        try (ChatClient reader = fixture.on(two, token(bob).sign(), "?room=" + room, false)) {
            ChatClient disconnected = fixture.on(one, token(alice).sign(), "?room=" + room, cbor);
            String cursor = text(disconnected.await("ready"), "cursor");
            disconnected.command("message.send", message, "same");
            reader.await("message");
            disconnected.close();
            try (ChatClient resumed =
                    fixture.on(two, token(alice).sign(), "?room=" + room + "&lastEventId=" + cursor, !cbor)) {
                assertTrue(resumed.await("ready").contains("\"recovered\":true"));
                String messageId = text(resumed.await("message"), "id");
                assertEquals(messageId, acknowledgedId(resumed.ask("message.send", message, "same")));
                resumed.command("message.send", message.replace("once", "twice"), "same");
                assertTrue(resumed.await("error").contains("\"code\":\"conflict\""));
                resumed.ask("message.send", message.replace("once", "last"), "last");
                assertEquals(messageId, text(reader.awaitCount("message", 2).get(0), "id"));
                assertTrue(reader.awaitCount("message", 2).get(1).contains("last"));
            }
        }
    }

    @Test
    void compression_is_not_negotiated_by_default() {
        String extensions = "Sec-WebSocket-Extensions";
        String offer = extensions + ": permessage-deflate; client_max_window_bits, x-webkit-deflate-frame";
        RawWebSocket socket = RawWebSocket.open(one.baseUri(), "", token(alice).sign(), offer);
        assertEquals(Optional.empty(), socket.header(extensions));
    }

    @Test
    void a_session_continues_with_a_refreshed_token_and_ends_with_an_expired_one() {
        String expiring = token(alice).expiresIn(Duration.ofSeconds(6)).sign();
        ChatClient refreshed = ChatClient.open(fixture.uri(), "", expiring, true);
        ChatClient expired = ChatClient.open(fixture.uri(), "", expiring, false);
        String fresh = "{\"token\":\"" + token(alice).sign() + "\"}";
        String others = "{\"token\":\"" + token(bob).sign() + "\"}";
        assertTrue(refreshed.ask("session.refresh", others, "o").contains("forbidden"));
        assertTrue(refreshed.ask("session.refresh", fresh, "f").contains("\"ack\""));
        assertEquals(4401, expired.socket().awaitClose());
        assertTrue(refreshed.ask("presence.heartbeat", "{}", "h").contains("\"ack\""));
        admin().delete("/api/v1/users/" + alice + "/connections");
        assertEquals(4403, refreshed.socket().awaitClose());
    }

    @Test
    void the_oldest_connection_above_the_limit_is_closed_with_its_code() {
        ChatClient oldest = ChatClient.open(fixture.uri(), "", token(alice).sign(), true);
        String connections = "/api/v1/users/" + alice + "/connections";
        Await.until(
                "the connection is counted",
                () -> admin().get(connections).body().endsWith("\"count\":1}"));
        List<ChatClient> newer = IntStream.range(0, 5)
                .mapToObj(i -> ChatClient.open(fixture.uri(), "", token(alice).sign(), false))
                .toList();
        assertEquals(4409, oldest.socket().awaitClose());
        newer.forEach(ChatClient::close);
    }

    @Test
    void rejections_have_their_status_and_closes_have_their_code_through_the_proxy() {
        URI base = fixture.uri();
        assertEquals(401, RawWebSocket.handshake(base, "", List.of()).status());
        assertEquals(
                403,
                RawWebSocket.stalled(base, "?room=secret", token(alice).sign()).status());
        byte[] tooLarge = new byte[64 * 1024 + 1];
        assertEquals(1002, closeCodeAfter(socket -> socket.frame(Frame.TEXT | 0xC0, new byte[0])));
        assertEquals(1007, closeCodeAfter(socket -> socket.frame(0x80 | Frame.TEXT, new byte[] {(byte) 0xFF})));
        assertEquals(1009, closeCodeAfter(socket -> socket.frame(0x80 | Frame.TEXT, tooLarge)));
        assertEquals(4321, closeCodeAfter(socket -> socket.closeWith(4321)));
    }

    private int closeCodeAfter(Consumer<RawWebSocket> violation) {
        ChatClient chatClient = ChatClient.open(fixture.uri(), "", token(bob).sign(), false);
        violation.accept(chatClient.socket());
        return chatClient.socket().awaitClose();
    }
}
