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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where RFC 6455 allows just so much: lengths, codes, and characters at their limits, and frames in any pieces. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class FrameEdgesTest {

    private static final byte[] ASK = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}".getBytes(UTF_8);
    private static final byte MASKED = (byte) 0x80;

    @TestHTTPResource
    URI base;

    private RawWebSocket socket;

    @BeforeEach
    void connect() {
        socket = RawWebSocket.open(base, "", Tokens.of("edgy").sign());
        socket.await("ready");
    }

    @Test
    void a_frame_may_come_byte_by_byte() {
        for (byte one : new Frame(FINAL | TEXT, ASK).masked()) {
            socket.write(new byte[] {one});
        }
        assertTrue(socket.answer("1").contains("\"ack\""));
    }

    @Test
    void many_frames_may_come_at_once_and_pings_are_answered_in_their_order() {
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

    /** Nobody waits for an answer of a peer that has broken the protocol (RFC 6455, 7.1.7). */
    @Test
    void after_a_protocol_error_the_connection_ends_at_once() {
        socket.frame(FINAL | 0x70 | TEXT, ASK);
        assertEquals(1002, socket.awaitClose());
        Await.until("the end of " + socket, Duration.ofSeconds(1), socket::hasEnded);
    }

    @Test
    void an_empty_message_and_a_pong_that_nobody_asked_for_end_nothing() {
        socket.frame(FINAL | PONG, "unasked".getBytes(UTF_8));
        socket.frame(FINAL | TEXT, new byte[0]);
        socket.await("error");
        socket.frame(TEXT, new byte[0]);
        socket.frame(FINAL | CONTINUATION, new byte[0]);
        socket.awaitCount("error", 2);
        socket.frame(FINAL | TEXT, ASK);
        assertTrue(socket.answer("1").contains("\"ack\""));
    }

    /** Encoded half of a surrogate pair, beyond U+10FFFF, five bytes, a lone continuation, and one cut short. */
    @ParameterizedTest
    @ValueSource(strings = {"22eda08022", "22f490808022", "22f88080808022", "228022", "22f09f98"})
    void what_is_no_character_closes_with_1007(String hex) {
        socket.frame(FINAL | TEXT, HexFormat.of().parseHex(hex));
        assertEquals(1007, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void a_close_with_a_code_that_may_be_sent_is_answered_with_it(int code) {
        socket.closeWith(code);
        assertEquals(code, socket.awaitClose());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void a_close_with_a_code_that_may_not_is_a_protocol_error(int code) {
        socket.closeWith(code);
        assertEquals(1002, socket.awaitClose());
    }

    @Test
    void a_length_is_as_short_as_can_be() {
        socket.write(new byte[] {(byte) (FINAL | TEXT), (byte) (MASKED | 126), 0, 2, 0, 0, 0, 0, '{', '}'});
        assertEquals(1002, socket.awaitClose());
    }

    /** Nobody waits for what comes behind such a head, let alone makes room for it. */
    @Test
    void a_length_that_nobody_has_is_refused_before_there_is_anything() {
        byte[] head = {(byte) (FINAL | TEXT), (byte) (MASKED | 127), 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
        socket.write(head);
        assertEquals(1009, socket.awaitClose());
        connect();
        head[2] = -1;
        socket.write(head);
        assertEquals(1002, socket.awaitClose());
    }
}
