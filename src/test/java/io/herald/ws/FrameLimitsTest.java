package io.herald.ws;

import static io.herald.testing.Frame.CONTINUATION;
import static io.herald.testing.Frame.FINAL;
import static io.herald.testing.Frame.PING;
import static io.herald.testing.Frame.PONG;
import static io.herald.testing.Frame.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of RFC 6455: lengths, close codes and characters at their bounds, and frames in any fragments. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class FrameLimitsTest {

    private static final byte[] COMMAND = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}".getBytes(UTF_8);
    private static final byte MASKED = (byte) 0x80;

    @TestHTTPResource
    URI base;

    private RawWebSocket socket;

    @BeforeEach
    void connect() {
        socket = RawWebSocket.open(base, "", Tokens.of("limits").sign());
        socket.await("ready");
    }

    @Test
    void a_frame_that_arrives_byte_by_byte_is_read() {
        for (byte octet : new Frame(FINAL | TEXT, COMMAND).masked()) {
            socket.write(new byte[] {octet});
        }
        assertTrue(socket.answer("1").contains("\"ack\""));
    }

    @Test
    void several_pings_in_one_read_are_answered_in_order() {
        byte[] longest = new byte[125];
        Arrays.fill(longest, (byte) '.');
        byte[] first = new Frame(FINAL | PING, longest).masked();
        byte[] second = new Frame(FINAL | PING, "last".getBytes(UTF_8)).masked();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        socket.write(both);
        Await.until("both pongs in " + socket, () -> pongs() == 2);
        assertEquals(125, socket.await(f -> f.opcode() == PONG).payload().length);
    }

    private long pongs() {
        return socket.frames().stream().filter(f -> f.opcode() == PONG).count();
    }

    /** The server does not wait for the close frame of a peer that violates the protocol (RFC 6455, 7.1.7). */
    @Test
    void a_protocol_error_ends_the_connection_immediately() {
        socket.frame(FINAL | 0x70 | TEXT, COMMAND);
        assertEquals(1002, socket.awaitClose());
        Await.until("the end of " + socket, Duration.ofSeconds(1), socket::hasEnded);
    }

    @Test
    void an_empty_message_and_an_unsolicited_pong_keep_the_connection_open() {
        socket.frame(FINAL | PONG, "unsolicited".getBytes(UTF_8));
        socket.frame(FINAL | TEXT, new byte[0]);
        socket.await("error");
        socket.frame(TEXT, new byte[0]);
        socket.frame(FINAL | CONTINUATION, new byte[0]);
        socket.awaitCount("error", 2);
        socket.frame(FINAL | TEXT, COMMAND);
        assertTrue(socket.answer("1").contains("\"ack\""));
    }

    /** Half of a surrogate pair, beyond U+10FFFF, five bytes, a single continuation byte, and a truncated sequence. */
    @ParameterizedTest
    @ValueSource(strings = {"22eda08022", "22f490808022", "22f88080808022", "228022", "22f09f98"})
    void an_invalid_utf8_sequence_closes_with_1007(String hex) {
        socket.frame(FINAL | TEXT, HexFormat.of().parseHex(hex));
        assertEquals(1007, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void a_close_with_a_valid_code_is_answered_with_the_same_code(int code) {
        socket.closeWith(code);
        assertEquals(code, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void a_close_with_a_reserved_code_is_a_protocol_error(int code) {
        socket.closeWith(code);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_length_that_is_not_minimal_is_a_protocol_error() {
        socket.write(new byte[] {(byte) (FINAL | TEXT), (byte) (MASKED | 126), 0, 2, 0, 0, 0, 0, '{', '}'});
        assertEquals(1002, socket.awaitClose());
    }

    /** The server neither waits for such a payload nor allocates memory for it. */
    @Test
    void an_excessive_length_is_rejected_before_any_payload_arrives() {
        byte[] head = {(byte) (FINAL | TEXT), (byte) (MASKED | 127), 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
        socket.write(head);
        assertEquals(1009, socket.awaitClose());
        connect();
        head[2] = -1;
        socket.write(head);
        assertEquals(1002, socket.awaitClose());
    }
}
