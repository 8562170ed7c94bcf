package io.herald.ws;

import static io.herald.ws.ChatClient.given;
import static io.herald.ws.ChatClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.StandingInstances;
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

/** Two people on two instances behind the proxy that the documents give, one of them in JSON and the other in CBOR. */
class BehindProxyIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private static ProxiedFixture stage;
    private static HeraldProcess one;
    private static HeraldProcess two;

    private final String room = "proxied-" + UUID.randomUUID();
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String inRoom = "{\"room\":\"" + room + "\"}";

    @BeforeAll
    static void start() {
        stage = ProxiedFixture.before(INSTANCES);
        one = INSTANCES.one();
        two = INSTANCES.two();
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    private Tokens token(String user) {
        return Tokens.of(user).herald(Map.of("join", List.of(room), "send", List.of(room)));
    }

    private static Api admin() {
        return new Api(stage.uri(), Tokens.of("root").groups("admin").sign());
    }

    /** The members of an object in the room, besides the room. */
    private String there(String members) {
        return "{\"room\":\"" + room + "\"," + members + "}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messages_are_replayed_filtered_changed_and_read_back_on_the_other_instance(boolean cbor) {
        try (ChatClient writer = stage.on(one, token(alice).sign(), "", cbor);
                ChatClient reader = stage.on(two, token(bob).sign(), "", !cbor)) {
            assertTrue(writer.ask("room.join", inRoom, "join").contains(alice));
            String zero = given(writer.ask("message.send", there("\"content\":\"zero\",\"level\":\"error\""), "0"));
            String wrong = given(writer.ask("message.send", there("\"content\":\"wrong\",\"level\":\"error\""), "1"));
            writer.ask("message.send", there("\"content\":\"well\",\"level\":\"info\""), "2");

            String filtered = there("\"cursor\":\"" + zero + "\",\"where\":{\"level\":[\"error\",\"warn\"]}");
            String inside = reader.ask("room.join", filtered, "errors");
            assertTrue(inside.contains(alice) && inside.contains(bob), inside);
            assertEquals(1, reader.events("message").size());
            assertEquals(wrong, text(reader.await("message"), "id"));
            assertTrue(writer.await("presence.joined").contains(bob));
            writer.ask("message.send", there("\"content\":\"fine\",\"level\":\"info\""), "3");
            writer.ask("message.send", there("\"content\":\"worse\",\"level\":\"warn\""), "4");
            assertTrue(reader.awaitCount("message", 2).get(1).contains("worse"));

            reader.ask("room.leave", inRoom, "leave");
            assertTrue(writer.await("presence.left").contains(bob));
            assertTrue(reader.ask("user.rooms", "{}", "nowhere").contains("\"rooms\":[]"));
            reader.ask("room.join", inRoom, "again");
            assertTrue(reader.ask("user.rooms", "{}", "where").contains("\"rooms\":[\"" + room + "\"]"));

            String edit = there("\"id\":\"" + wrong + "\",\"content\":\"right\"");
            assertTrue(reader.ask("message.edit", edit, "theirs").contains("forbidden"));
            writer.ask("message.edit", edit, "edit");
            assertTrue(reader.await("message\\.edited").contains("\"content\":\"right\""));
            writer.ask("message.delete", there("\"id\":\"" + zero + "\""), "delete");
            assertTrue(reader.await("message\\.deleted").contains(zero));
            String newest = reader.ask("history", there("\"limit\":2"), "page");
            String older = reader.ask("history", there("\"before\":\"" + text(newest, "next") + "\""), "older");
            assertTrue(older.contains("\"content\":\"right\"") && older.contains(zero), older);
            assertFalse((newest + older).contains("\"zero\""), newest + older);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_passes_and_who_is_there_is_told_on_the_other_instance(boolean cbor) {
        try (ChatClient writer = stage.on(one, token(alice).sign(), "?room=" + room, cbor);
                ChatClient reader = stage.on(two, token(bob).sign(), "?room=" + room, !cbor)) {
            String tick = "\"event\":\"tick\",\"data\":{\"x\":%d}";
            String durable = writer.ask("event.send", there(tick.formatted(1)), "d");
            assertEquals(given(durable), text(reader.await("tick"), "id"));
            String passing = there(tick.formatted(2) + ",\"ephemeral\":true,\"conflate\":\"x\"");
            assertFalse(writer.ask("event.send", passing, "e").contains("\"data\":{\"id\""));
            String passed = reader.awaitCount("tick", 2).get(1);
            assertTrue(passed.startsWith("{\"channel\":\"room:" + room) && passed.endsWith("{\"x\":2}}"), passed);

            writer.ask("typing.start", inRoom, "t1");
            writer.ask("typing.stop", inRoom, "t2");
            assertTrue(reader.await("typing\\.start").contains(alice));
            assertTrue(reader.await("typing\\.stop").contains(alice));
            assertEquals(List.of(), writer.events("typing\\..*"));

            writer.ask("presence.update", "{\"state\":{\"away\":true}}", "p");
            String updated = reader.await("presence\\.updated");
            assertTrue(updated.contains(alice) && updated.contains("\"away\":true"), updated);
            String members = reader.ask("room.members", inRoom, "who");
            assertTrue(members.contains("\"away\":true") && members.contains("\"count\":2"), members);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_notification_that_is_read_here_is_read_there(boolean cbor) {
        try (ChatClient here = stage.on(one, token(alice).sign(), "", cbor);
                ChatClient there = stage.on(two, token(alice).sign(), "", !cbor)) {
            new Api(stage.uri(), Tokens.publisher("billing")).notify(alice, "Paid");
            String id = given(here.await("notification"));
            assertTrue(here.ask("notification.read", "{\"id\":\"" + id + "\"}", "r")
                    .contains("\"unread\":0"));
            assertTrue(there.await("inbox\\.changed").contains(id));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_command_whose_answer_was_lost_is_done_once_when_it_is_repeated_to_the_other_instance(boolean cbor) {
        String said = there("\"content\":\"once\"");
        try (ChatClient reader = stage.on(two, token(bob).sign(), "?room=" + room, false)) {
            ChatClient lost = stage.on(one, token(alice).sign(), "?room=" + room, cbor);
            String cursor = text(lost.await("ready"), "cursor");
            lost.command("message.send", said, "same");
            reader.await("message");
            lost.close();
            try (ChatClient back =
                    stage.on(two, token(alice).sign(), "?room=" + room + "&lastEventId=" + cursor, !cbor)) {
                assertTrue(back.await("ready").contains("\"recovered\":true"));
                String message = text(back.await("message"), "id");
                assertEquals(message, given(back.ask("message.send", said, "same")));
                back.command("message.send", said.replace("once", "twice"), "same");
                assertTrue(back.await("error").contains("\"code\":\"conflict\""));
                back.ask("message.send", said.replace("once", "last"), "last");
                assertEquals(message, text(reader.awaitCount("message", 2).get(0), "id"));
                assertTrue(reader.awaitCount("message", 2).get(1).contains("last"));
            }
        }
    }

    @Test
    void nothing_is_compressed_where_nobody_has_switched_it_on() {
        String extensions = "Sec-WebSocket-Extensions";
        String offer = extensions + ": permessage-deflate; client_max_window_bits, x-webkit-deflate-frame";
        RawWebSocket socket = RawWebSocket.open(one.baseUri(), "", token(alice).sign(), offer);
        assertEquals(Optional.empty(), socket.header(extensions));
    }

    @Test
    void a_session_goes_on_with_a_fresh_token_and_ends_with_its_own() {
        String soon = token(alice).expiresIn(Duration.ofSeconds(6)).sign();
        ChatClient stays = ChatClient.open(stage.uri(), "", soon, true);
        ChatClient goes = ChatClient.open(stage.uri(), "", soon, false);
        String fresh = "{\"token\":\"" + token(alice).sign() + "\"}";
        String others = "{\"token\":\"" + token(bob).sign() + "\"}";
        assertTrue(stays.ask("session.refresh", others, "o").contains("forbidden"));
        assertTrue(stays.ask("session.refresh", fresh, "f").contains("\"ack\""));
        assertEquals(4401, goes.socket().awaitClose());
        assertTrue(stays.ask("presence.heartbeat", "{}", "h").contains("\"ack\""));
        admin().delete("/api/v1/users/" + alice + "/connections");
        assertEquals(4403, stays.socket().awaitClose());
    }

    @Test
    void the_oldest_of_too_many_is_told_so() {
        ChatClient oldest = ChatClient.open(stage.uri(), "", token(alice).sign(), true);
        String connections = "/api/v1/users/" + alice + "/connections";
        Await.until("it counts", () -> admin().get(connections).body().endsWith("\"count\":1}"));
        List<ChatClient> newer = IntStream.range(0, 5)
                .mapToObj(i -> ChatClient.open(stage.uri(), "", token(alice).sign(), false))
                .toList();
        assertEquals(4409, oldest.socket().awaitClose());
        newer.forEach(ChatClient::close);
    }

    @Test
    void refusals_come_as_statuses_and_closes_with_their_codes() {
        URI base = stage.uri();
        assertEquals(401, RawWebSocket.handshake(base, "", List.of()).status());
        assertEquals(
                403,
                RawWebSocket.stalled(base, "?room=secret", token(alice).sign()).status());
        byte[] tooMuch = new byte[64 * 1024 + 1];
        assertEquals(1002, closed(socket -> socket.frame(Frame.TEXT | 0xC0, new byte[0])));
        assertEquals(1007, closed(socket -> socket.frame(0x80 | Frame.TEXT, new byte[] {(byte) 0xFF})));
        assertEquals(1009, closed(socket -> socket.frame(0x80 | Frame.TEXT, tooMuch)));
        assertEquals(4321, closed(socket -> socket.closeWith(4321)));
    }

    private int closed(Consumer<RawWebSocket> abuse) {
        ChatClient chatClient = ChatClient.open(stage.uri(), "", token(bob).sign(), false);
        abuse.accept(chatClient.socket());
        return chatClient.socket().awaitClose();
    }
}
