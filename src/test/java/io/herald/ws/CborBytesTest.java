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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A byte string of a CBOR client is delivered to CBOR clients as bytes and to JSON clients as base64url text. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class CborBytesTest {

    /** A byte string of the bytes 1 to 4 in CBOR, and its text in JSON. */
    private static final String BYTES = "4401020304";

    private static final String TEXT = "\"AQIDBA\"";

    /** A unique placeholder for the byte string, of the same length. */
    private static final String PLACEHOLDER = "\"????\"";

    private static final String PLACEHOLDER_CBOR = "643f3f3f3f";

    @TestHTTPResource
    URI base;

    private final String room = "bytes-" + UUID.randomUUID();
    private ChatClient sender;
    private ChatClient receiver;
    private ChatClient json;

    @BeforeEach
    void connect() {
        sender = open("sender", true);
        receiver = open("receiver", true);
        json = open("reader", false);
    }

    private String token(String user) {
        return Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
    }

    private ChatClient open(String user, boolean cbor) {
        return ChatClient.open(base, "?room=" + room, token(user), cbor);
    }

    private static byte[] withBytes(String json) {
        String hex = HexFormat.of().formatHex(CborEncoder.encode(StrictJson.read(json.getBytes(UTF_8))));
        return HexFormat.of().parseHex(hex.replace(PLACEHOLDER_CBOR, BYTES));
    }

    private String send(String event, String data, String id) {
        sender.frame(withBytes(
                "{\"event\":\"%s\",\"data\":{\"room\":\"%s\",%s},\"id\":\"%s\"}".formatted(event, room, data, id)));
        return sender.answer(id);
    }

    /** Returns the bytes of the newest frame with this event, in hexadecimal. */
    private static String frameHex(ChatClient chatClient, String event) {
        chatClient.await(event);
        List<Frame> frames = chatClient.socket().frames().stream()
                .filter(frame -> new String(frame.content(), UTF_8).contains(event))
                .toList();
        return HexFormat.of().formatHex(frames.get(frames.size() - 1).content());
    }

    @Test
    void bytes_of_a_message_are_bytes_in_cbor_and_base64url_in_json_also_after_an_edit() {
        String id = ChatClient.acknowledgedId(send("message.send", "\"content\":" + PLACEHOLDER, "send"));
        assertTrue(frameHex(receiver, "message").endsWith("67636f6e74656e74" + BYTES));
        assertTrue(json.await("message").contains("\"content\":" + TEXT));

        send("message.edit", "\"id\":\"" + id + "\",\"content\":[" + PLACEHOLDER + "]", "edit");
        assertTrue(frameHex(receiver, "message.edited").endsWith("81" + BYTES));
        receiver.ask("history", "{\"room\":\"" + room + "\"}", "page");
        assertTrue(frameHex(receiver, "ack").contains("67636f6e74656e7481" + BYTES));
        assertTrue(json.ask("history", "{\"room\":\"" + room + "\"}", "page").contains("\"content\":[" + TEXT));
    }

    @Test
    void events_over_rest_and_presence_states_may_contain_bytes() throws Exception {
        HttpRequest tick = HttpRequest.newBuilder(base.resolve("/api/v1/channels/room:" + room + "/events"))
                .header("Content-Type", "application/cbor")
                .header("Authorization", "Bearer " + token("sender"))
                .POST(BodyPublishers.ofByteArray(
                        withBytes("{\"event\":\"tick\",\"data\":" + PLACEHOLDER + ",\"ephemeral\":true}")))
                .build();
        assertEquals(
                202,
                HttpClient.newHttpClient().send(tick, BodyHandlers.ofString()).statusCode());
        assertTrue(frameHex(receiver, "tick").endsWith(BYTES));
        send("presence.update", "\"state\":{\"key\":" + PLACEHOLDER + "}", "state");
        assertTrue(frameHex(receiver, "presence.updated").endsWith("636b6579" + BYTES));
        assertTrue(json.await("presence\\.updated").contains(TEXT));
    }

    @Test
    void base64url_text_of_a_json_client_stays_text() {
        json.command(
                "message.send", "{\"room\":\"" + room + "\",\"content\":[" + TEXT + " , \"\\u0041QIDBA\" ]}", "forged");
        String text = "66415149444241";
        assertTrue(frameHex(receiver, "message").endsWith("82" + text + text));
    }

    @Test
    void a_filter_matches_bytes_by_their_base64url_text() {
        String join = "{\"room\":\"" + room + "\",\"where\":{\"key\":" + TEXT + "}}";
        json.ask("room.leave", "{\"room\":\"" + room + "\"}", "leave");
        json.ask("room.join", join, "join");
        send("event.send", "\"event\":\"other\",\"data\":{\"key\":1}", "1");
        send("event.send", "\"event\":\"same\",\"data\":{\"key\":" + PLACEHOLDER + "}", "2");
        json.await("same");
        assertEquals(List.of(), json.events("other"));
    }
}
