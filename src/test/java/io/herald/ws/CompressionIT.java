package io.herald.ws;

import static io.herald.testing.Frame.FINAL;
import static io.herald.testing.Frame.PING;
import static io.herald.testing.Frame.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Frame;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, where it is switched on. */
class CompressionIT {

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final int COMPRESSED = 0x40;
    private static final String LONG = "all work and no play ".repeat(100);

    private static HeraldProcess herald;

    private final String room = "compression-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        herald = HeraldProcess.start(Map.of("herald.socket.compression", "true"));
    }

    @AfterAll
    static void stop() {
        herald.close();
    }

    private String token(String user) {
        return Tokens.of(user)
                .herald(Map.of("join", List.of(room), "send", List.of(room)))
                .sign();
    }

    private RawWebSocket offering(String extensions) {
        return RawWebSocket.open(herald.baseUri(), "?room=" + room, token("ann"), EXTENSIONS + ": " + extensions);
    }

    private static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(9, true);
        byte[] frame = next(deflater, message);
        deflater.end();
        return frame;
    }

    private static byte[] next(Deflater deflater, byte[] message) {
        deflater.setInput(message);
        byte[] out = new byte[message.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, length - 4);
    }

    private static boolean isCompressed(Frame frame) {
        return (frame.first() & COMPRESSED) != 0;
    }

    private static void send(RawWebSocket socket, String message) {
        socket.frame(FINAL | COMPRESSED | TEXT, deflated(message.getBytes(UTF_8)));
    }

    private String message(String content) {
        return "{\"event\":\"message.send\",\"data\":{\"room\":\"%s\",\"content\":\"%s\"},\"id\":\"%s\"}"
                .formatted(room, content, room);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=12"
                        + "| permessage-deflate; server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate; server_max_window_bits=\"15\""
                        + "| permessage-deflate; server_max_window_bits=15",
                "x-webkit-deflate-frame, permessage-deflate; client_no_context_takeover"
                        + "| permessage-deflate; client_no_context_takeover",
            })
    void the_first_offer_that_suits_is_taken(String offer, String answer) {
        assertEquals(Optional.of(answer), offering(offer).header(EXTENSIONS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_may_lean_on_the_one_before_unless_it_was_agreed_that_it_does_not(boolean forgets) {
        RawWebSocket socket = offering("permessage-deflate" + (forgets ? "; client_no_context_takeover" : ""));
        socket.await("ready");
        Deflater deflater = new Deflater(9, true);
        for (int id = 0; id < 3; id++) {
            byte[] ask = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"%d\"}"
                    .formatted(id)
                    .getBytes(UTF_8);
            socket.frame(FINAL | COMPRESSED | TEXT, next(deflater, ask));
            if (forgets) {
                deflater.reset();
            }
            assertTrue(socket.answer("" + id).contains(room));
        }
        deflater.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; mystery",
                "permessage-bzip2",
                "x-webkit-deflate-frame",
            })
    void an_offer_that_does_not_suit_is_left_and_frames_are_plain(String offer) {
        RawWebSocket socket = offering(offer);
        assertEquals(Optional.empty(), socket.header(EXTENSIONS));
        socket.await("ready");
        socket.send(message(LONG));
        assertTrue(socket.answer(room).contains("\"ack\""));
        assertTrue(socket.await("message").text().contains(LONG));
    }

    @Test
    void all_subscribers_share_one_compressed_frame() throws Exception {
        RawWebSocket one = offering("permessage-deflate");
        RawWebSocket other = offering("permessage-deflate");
        RawWebSocket plain = RawWebSocket.open(herald.baseUri(), "?room=" + room, token("bob"), EXTENSIONS + ": ");
        List.of(one, other, plain).forEach(socket -> socket.await("ready"));
        send(one, message(LONG));
        Frame frame = one.await(CompressionIT::isCompressed);
        assertArrayEquals(
                frame.payload(), other.await(CompressionIT::isCompressed).payload());
        String whole = plain.await("message").text();
        assertEquals(
                whole,
                new String(MessageDeflater.accept("permessage-deflate").inflate(frame.payload(), 64 * 1024), UTF_8));
        assertTrue(frame.payload().length * 4 < whole.length());
    }

    @Test
    void what_is_short_goes_as_it_is() {
        RawWebSocket socket = offering("permessage-deflate");
        socket.await("ready");
        send(socket, "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}");
        assertTrue(socket.answer("1").contains(room));
    }

    @Test
    void a_message_that_inflates_beyond_its_bound_ends_with_1009() {
        RawWebSocket socket = offering("permessage-deflate");
        socket.await("ready");
        socket.frame(FINAL | COMPRESSED | TEXT, deflated(new byte[10_000_000]));
        assertEquals(1009, socket.awaitClose());
    }

    @Test
    void what_was_never_deflated_ends_with_1002() {
        RawWebSocket socket = offering("permessage-deflate");
        socket.frame(FINAL | COMPRESSED | TEXT, new byte[] {(byte) 0xFF, 1, 2, 3, 4, 5});
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void deflated_bytes_that_are_no_text_end_with_1007() {
        RawWebSocket socket = offering("permessage-deflate");
        socket.frame(FINAL | COMPRESSED | TEXT, deflated(new byte[] {'"', (byte) 0xC3, '"'}));
        assertEquals(1007, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {COMPRESSED | PING, 0x20 | TEXT, 0x10 | TEXT})
    void other_reserved_bits_still_are_a_protocol_error(int first) {
        RawWebSocket socket = offering("permessage-deflate");
        socket.frame(FINAL | first, new byte[0]);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_client_library_that_compresses_is_understood_and_understands() throws Exception {
        Vertx vertx = Vertx.vertx();
        WebSocketClient client =
                vertx.createWebSocketClient(new WebSocketClientOptions().setTryUsePerMessageCompression(true));
        CompletableFuture<String> heard = new CompletableFuture<>();
        ClientWebSocket socket = client.webSocket();
        socket.textMessageHandler(text -> {
            if (text.contains("\"event\":\"ready\"")) {
                socket.writeTextMessage(message(LONG));
            } else if (text.contains("\"event\":\"message\"")) {
                heard.complete(text);
            }
        });
        socket.connect(new WebSocketConnectOptions()
                        .setHost(herald.baseUri().getHost())
                        .setPort(herald.baseUri().getPort())
                        .setURI("/ws?room=" + room)
                        .putHeader("Authorization", "Bearer " + token("cleo")))
                .onFailure(heard::completeExceptionally);
        assertTrue(heard.get(10, TimeUnit.SECONDS).contains(LONG));
        vertx.close();
    }
}
