package io.herald.ws;

import static io.herald.testing.Frame.BINARY;
import static io.herald.testing.Frame.CLOSE;
import static io.herald.testing.Frame.CONTINUATION;
import static io.herald.testing.Frame.FINAL;
import static io.herald.testing.Frame.PING;
import static io.herald.testing.Frame.PONG;
import static io.herald.testing.Frame.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, and the close codes for its violations. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ProtocolViolationTest {

    private static final byte[] EMPTY = {};
    private static final String COMMAND = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}";

    @TestHTTPResource
    URI base;

    private RawWebSocket socket;

    @BeforeEach
    void connect() {
        socket = RawWebSocket.open(base, "", Tokens.of("protocol").sign());
        socket.await("ready");
    }

    @Test
    void a_fragmented_message_may_have_pings_between_its_fragments() {
        byte[] message = COMMAND.getBytes(UTF_8);
        socket.frame(TEXT, Arrays.copyOfRange(message, 0, 5));
        socket.frame(FINAL | PING, "still there?".getBytes(UTF_8));
        socket.frame(CONTINUATION, EMPTY);
        for (int i = 5; i < message.length - 1; i++) {
            socket.frame(CONTINUATION, new byte[] {message[i]});
        }
        socket.frame(FINAL | CONTINUATION, new byte[] {message[message.length - 1]});
        assertTrue(socket.answer("1").contains("\"ack\""));
        assertEquals("still there?", socket.await(f -> f.opcode() == PONG).text());
    }

    @Test
    void a_character_may_be_split_between_fragments() {
        byte[] message = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"é\"}".getBytes(UTF_8);
        int middle = message.length - 4;
        socket.frame(TEXT, Arrays.copyOf(message, middle + 1));
        socket.frame(FINAL | CONTINUATION, Arrays.copyOfRange(message, middle + 1, message.length));
        assertTrue(socket.answer("é").contains("\"ack\""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10})
    void reserved_bits_are_a_protocol_error(int bit) {
        socket.frame(FINAL | bit | TEXT, COMMAND.getBytes(UTF_8));
        assertEquals(1002, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 11, 15})
    void reserved_opcodes_are_a_protocol_error(int opcode) {
        socket.frame(FINAL | opcode, EMPTY);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_continuation_without_a_message_is_a_protocol_error() {
        socket.frame(FINAL | CONTINUATION, EMPTY);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_message_within_a_message_is_a_protocol_error() {
        socket.frame(TEXT, "{".getBytes(UTF_8));
        socket.frame(FINAL | TEXT, COMMAND.getBytes(UTF_8));
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_long_or_fragmented_control_frame_is_a_protocol_error() {
        socket.frame(FINAL | PING, new byte[126]);
        assertEquals(1002, socket.awaitClose());
        connect();
        socket.frame(PING, EMPTY);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void an_unmasked_frame_is_a_protocol_error() {
        socket.write(new byte[] {(byte) (FINAL | TEXT), 1, '{'});
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void invalid_utf8_closes_with_1007() {
        socket.frame(FINAL | TEXT, new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'});
        assertEquals(1007, socket.awaitClose());
        connect();
        socket.frame(TEXT, new byte[] {'"', (byte) 0xE2});
        socket.frame(FINAL | CONTINUATION, new byte[] {'x'});
        assertEquals(1007, socket.awaitClose());
    }

    @Test
    void a_message_above_64_KiB_closes_with_1009_in_one_or_several_frames() {
        byte[] largest = new byte[64 * 1024];
        Arrays.fill(largest, (byte) ' ');
        socket.frame(FINAL | TEXT, largest);
        socket.await("error");
        socket.frame(FINAL | TEXT, Arrays.copyOf(largest, largest.length + 1));
        assertEquals(1009, socket.awaitClose());
        connect();
        socket.frame(TEXT, largest);
        socket.frame(FINAL | CONTINUATION, new byte[] {' '});
        assertEquals(1009, socket.awaitClose());
    }

    @Test
    void a_close_is_answered_with_its_code() {
        socket.closeWith(4321);
        assertEquals(4321, socket.awaitClose());
        connect();
        socket.frame(FINAL | CLOSE, EMPTY);
        assertEquals(1005, socket.awaitClose());
    }

    @Test
    void an_invalid_close_frame_is_a_protocol_error() {
        socket.frame(FINAL | CLOSE, new byte[] {3});
        assertEquals(1002, socket.awaitClose());
        connect();
        socket.closeWith(1005);
        assertEquals(1002, socket.awaitClose());
        connect();
        socket.frame(FINAL | CLOSE, new byte[] {3, (byte) 0xE8, (byte) 0xC0, (byte) 0xAF});
        assertTrue(Arrays.asList(1002, 1007).contains(socket.awaitClose()));
    }

    @Test
    void the_server_sends_nothing_after_its_close_frame() {
        socket.closeWith(1000);
        socket.send(COMMAND);
        socket.awaitEnd();
        assertEquals(CLOSE, socket.frames().get(socket.frames().size() - 1).opcode());
    }

    @Test
    void a_peer_that_reads_nothing_cannot_keep_a_closing_socket_open() {
        RawWebSocket stalled =
                RawWebSocket.stalled(base, "", Tokens.of("stalled").sign());
        stalled.frame(FINAL | TEXT | 0x40, EMPTY);
        stalled.read();
        assertEquals(1002, stalled.awaitClose());
        stalled.awaitEnd();
    }

    @Test
    void a_connection_without_an_answer_to_the_close_frame_is_ended() {
        socket.frame(FINAL | TEXT, new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'});
        socket.awaitEnd();
        assertEquals(1007, socket.awaitClose());
    }

    @Test
    void a_pong_carries_the_payload_of_its_ping() {
        byte[] payload = {0, (byte) 0xFF, 7};
        socket.frame(FINAL | PING, payload);
        assertArrayEquals(payload, socket.await(f -> f.opcode() == PONG).payload());
    }

    @Test
    void a_binary_frame_is_rejected_by_the_json_subprotocol() {
        socket.frame(FINAL | BINARY, COMMAND.getBytes(UTF_8));
        assertTrue(socket.await("error").text().contains("text"));
    }
}
