package io.herald.ws.protocol;

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

/** Compression of RFC 7692, enabled by its setting. */
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

    private RawWebSocket openWithOffer(String extensions) {
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
    void the_first_supported_offer_is_accepted(String offer, String answer) {
        assertEquals(Optional.of(answer), openWithOffer(offer).header(EXTENSIONS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_compression_context_is_kept_between_messages_unless_negotiated_otherwise(boolean noContextTakeover) {
        RawWebSocket socket =
                openWithOffer("permessage-deflate" + (noContextTakeover ? "; client_no_context_takeover" : ""));
        socket.await("ready");
        Deflater deflater = new Deflater(9, true);
        for (int id = 0; id < 3; id++) {
            byte[] command = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"%d\"}"
                    .formatted(id)
                    .getBytes(UTF_8);
            socket.frame(FINAL | COMPRESSED | TEXT, next(deflater, command));
            if (noContextTakeover) {
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
    void an_unsupported_offer_is_declined_and_frames_are_not_compressed(String offer) {
        RawWebSocket socket = openWithOffer(offer);
        assertEquals(Optional.empty(), socket.header(EXTENSIONS));
        socket.await("ready");
        socket.send(message(LONG));
        assertTrue(socket.answer(room).contains("\"ack\""));
        assertTrue(socket.await("message").text().contains(LONG));
    }

    @Test
    void all_subscribers_share_one_compressed_frame() throws Exception {
        RawWebSocket one = openWithOffer("permessage-deflate");
        RawWebSocket other = openWithOffer("permessage-deflate");
        RawWebSocket uncompressed =
                RawWebSocket.open(herald.baseUri(), "?room=" + room, token("bob"), EXTENSIONS + ": ");
        List.of(one, other, uncompressed).forEach(socket -> socket.await("ready"));
        send(one, message(LONG));
        Frame frame = one.await(CompressionIT::isCompressed);
        assertArrayEquals(
                frame.payload(), other.await(CompressionIT::isCompressed).payload());
        String message = uncompressed.await("message").text();
        assertEquals(
                message,
                new String(MessageDeflater.accept("permessage-deflate").inflate(frame.payload(), 64 * 1024), UTF_8));
        assertTrue(frame.payload().length * 4 < message.length());
    }

    @Test
    void short_messages_are_not_compressed() {
        RawWebSocket socket = openWithOffer("permessage-deflate");
        socket.await("ready");
        send(socket, "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}");
        assertTrue(socket.answer("1").contains(room));
    }

    @Test
    void a_message_that_inflates_beyond_the_limit_closes_with_1009() {
        RawWebSocket socket = openWithOffer("permessage-deflate");
        socket.await("ready");
        socket.frame(FINAL | COMPRESSED | TEXT, deflated(new byte[10_000_000]));
        assertEquals(1009, socket.awaitClose());
    }

    @Test
    void invalid_deflate_data_closes_with_1002() {
        RawWebSocket socket = openWithOffer("permessage-deflate");
        socket.frame(FINAL | COMPRESSED | TEXT, new byte[] {(byte) 0xFF, 1, 2, 3, 4, 5});
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_compressed_message_with_invalid_utf8_closes_with_1007() {
        RawWebSocket socket = openWithOffer("permessage-deflate");
        socket.frame(FINAL | COMPRESSED | TEXT, deflated(new byte[] {'"', (byte) 0xC3, '"'}));
        assertEquals(1007, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {COMPRESSED | PING, 0x20 | TEXT, 0x10 | TEXT})
    void other_reserved_bits_remain_a_protocol_error(int first) {
        RawWebSocket socket = openWithOffer("permessage-deflate");
        socket.frame(FINAL | first, new byte[0]);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_client_library_exchanges_compressed_messages() throws Exception {
        Vertx vertx = Vertx.vertx();
        WebSocketClient client =
                vertx.createWebSocketClient(new WebSocketClientOptions().setTryUsePerMessageCompression(true));
        CompletableFuture<String> received = new CompletableFuture<>();
        ClientWebSocket socket = client.webSocket();
        socket.textMessageHandler(text -> {
            if (text.contains("\"event\":\"ready\"")) {
                socket.writeTextMessage(message(LONG));
            } else if (text.contains("\"event\":\"message\"")) {
                received.complete(text);
            }
        });
        socket.connect(new WebSocketConnectOptions()
                        .setHost(herald.baseUri().getHost())
                        .setPort(herald.baseUri().getPort())
                        .setURI("/ws?room=" + room)
                        .putHeader("Authorization", "Bearer " + token("cleo")))
                .onFailure(received::completeExceptionally);
        assertTrue(received.get(10, TimeUnit.SECONDS).contains(LONG));
        vertx.close();
    }
}
