package io.herald.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.json.CborEncoder;
import io.herald.json.StrictJson;
import io.herald.testing.Frame;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A game's tick, a thumbnail, a key: what is bytes to a CBOR client is bytes to the others, and text to those of JSON. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class BytesTest {

    /** The byte string of the four bytes 1 to 4, and the text that JSON has for it. */
    private static final String BYTES = "4401020304";

    private static final String TEXT = "\"AQIDBA\"";

    /** Where the bytes go: as long as they are, and nothing else is like it. */
    private static final String HERE = "\"????\"";

    private static final String HERE_IN_CBOR = "643f3f3f3f";

    @TestHTTPResource
    URI base;

    private final String room = "bytes-" + UUID.randomUUID();
    private ChatClient sender;
    private ChatClient receiver;
    private ChatClient json;

    @BeforeEach
    void connect() {
        sender = talker("sender", true);
        receiver = talker("receiver", true);
        json = talker("reader", false);
    }

    private String token(String user) {
        return Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
    }

    private ChatClient talker(String user, boolean cbor) {
        return ChatClient.open(base, "?room=" + room, token(user), cbor);
    }

    private static byte[] withBytes(String json) {
        String hex = HexFormat.of().formatHex(CborEncoder.encode(StrictJson.read(json.getBytes(UTF_8))));
        return HexFormat.of().parseHex(hex.replace(HERE_IN_CBOR, BYTES));
    }

    private String say(String event, String data, String id) {
        sender.frame(withBytes(
                "{\"event\":\"%s\",\"data\":{\"room\":\"%s\",%s},\"id\":\"%s\"}".formatted(event, room, data, id)));
        return sender.answer(id);
    }

    /** Of the newest such event, as it is on the wire. */
    private static String wire(ChatClient chatClient, String event) {
        chatClient.await(event);
        List<Frame> frames = chatClient.socket().frames().stream()
                .filter(frame -> new String(frame.content(), UTF_8).contains(event))
                .toList();
        return HexFormat.of().formatHex(frames.get(frames.size() - 1).content());
    }

    @Test
    void bytes_are_bytes_to_cbor_and_base64url_to_json_when_they_are_sent_changed_and_read_back() {
        String id = ChatClient.given(say("message.send", "\"content\":" + HERE, "send"));
        assertTrue(wire(receiver, "message").endsWith("67636f6e74656e74" + BYTES));
        assertTrue(json.await("message").contains("\"content\":" + TEXT));

        say("message.edit", "\"id\":\"" + id + "\",\"content\":[" + HERE + "]", "edit");
        assertTrue(wire(receiver, "message.edited").endsWith("81" + BYTES));
        receiver.ask("history", "{\"room\":\"" + room + "\"}", "page");
        assertTrue(wire(receiver, "ack").contains("67636f6e74656e7481" + BYTES));
        assertTrue(json.ask("history", "{\"room\":\"" + room + "\"}", "page").contains("\"content\":[" + TEXT));
    }

    @Test
    void what_passes_over_rest_and_is_a_state_may_have_bytes_too() throws Exception {
        HttpRequest tick = HttpRequest.newBuilder(base.resolve("/api/v1/channels/room:" + room + "/events"))
                .header("Content-Type", "application/cbor")
                .header("Authorization", "Bearer " + token("sender"))
                .POST(BodyPublishers.ofByteArray(
                        withBytes("{\"event\":\"tick\",\"data\":" + HERE + ",\"ephemeral\":true}")))
                .build();
        assertEquals(
                202,
                HttpClient.newHttpClient().send(tick, BodyHandlers.ofString()).statusCode());
        assertTrue(wire(receiver, "tick").endsWith(BYTES));
        say("presence.update", "\"state\":{\"key\":" + HERE + "}", "state");
        assertTrue(wire(receiver, "presence.updated").endsWith("636b6579" + BYTES));
        assertTrue(json.await("presence\\.updated").contains(TEXT));
    }

    @Test
    void a_client_of_json_cannot_pass_text_off_as_bytes() {
        json.command(
                "message.send", "{\"room\":\"" + room + "\",\"content\":[" + TEXT + " , \"\\u0041QIDBA\" ]}", "forged");
        String text = "66415149444241";
        assertTrue(wire(receiver, "message").endsWith("82" + text + text));
    }

    @Test
    void a_filter_compares_what_bytes_stand_for() {
        String join = "{\"room\":\"" + room + "\",\"where\":{\"key\":" + TEXT + "}}";
        json.ask("room.leave", "{\"room\":\"" + room + "\"}", "leave");
        json.ask("room.join", join, "join");
        say("event.send", "\"event\":\"other\",\"data\":{\"key\":1}", "1");
        say("event.send", "\"event\":\"same\",\"data\":{\"key\":" + HERE + "}", "2");
        json.await("same");
        assertEquals(List.of(), json.events("other"));
    }
}
