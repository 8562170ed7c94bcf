package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that a slow request does not keep its connection open, and that a complete request is not timed out. */
class RequestTimeoutsIT {

    private static final int CONNECTIONS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** The preface, empty settings, and the head of a frame without its hundred bytes of payload. */
    private static final byte[] HTTP_2_START = concat(
            bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), HexFormat.of().parseHex("000000040000000000000064010400000001"));

    private static HeraldProcess herald;

    private final String token = Tokens.of("slow-" + UUID.randomUUID()).sign();

    @BeforeAll
    static void start() {
        herald = HeraldProcess.start(Map.of("herald.limits.head-time", "1s", "herald.limits.body-time", "2s"));
    }

    @AfterAll
    static void stop() {
        herald.close();
    }

    @Test
    void a_head_that_arrives_byte_by_byte_times_out_and_its_connection_closes() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            slow.add(openWith(bytes("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\nX-Slow: ")));
        }
        slow.add(openWith(HTTP_2_START));
        Await.until("all connections are closed", TIMEOUT, () -> slow.stream().allMatch(RequestTimeoutsIT::hasEnded));
        assertTrue(hits("head-time") >= CONNECTIONS + 1, "hits: " + hits("head-time"));
    }

    @Test
    void the_next_head_on_a_persistent_connection_times_out_too() throws IOException {
        Socket persistent = openWith(bytes("GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n"));
        persistent.setSoTimeout(10_000);
        assertTrue(persistent.getInputStream().read() >= 0);
        Await.until("the connection is closed", TIMEOUT, () -> hasEnded(persistent));
    }

    @Test
    void a_body_that_arrives_byte_by_byte_is_answered_with_408_and_its_connection_closes() throws IOException {
        String head = "POST /api/v1/notifications HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Authorization: Bearer "
                + Tokens.publisher("billing") + "\r\n";
        for (String length : List.of("Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfff\r\n")) {
            Socket socket = openWith(bytes(head + length));
            StringBuilder answer = new StringBuilder();
            Await.until("the connection is closed", TIMEOUT, () -> hasEnded(socket, answer));
            assertTrue(answer.toString().startsWith("HTTP/1.1 408 "), answer.toString());
            assertTrue(answer.toString().contains("application/problem+json"), answer.toString());
        }
        assertEquals(2, hits("body-time"));
    }

    /** The connections stay open for much longer than a head may take. */
    @Test
    void streams_sockets_and_polls_are_not_timed_out() {
        Api api = new Api(herald.baseUri(), token);
        SseClient stream = SseClient.open(api.stream(""), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", token);
        socket.await("ready");
        String cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    200, api.get("/api/v1/poll?wait=1500ms&cursor=" + cursor).statusCode());
            assertTrue(socket.ask("presence.heartbeat", "{}", "beat-" + i).contains("\"ack\""));
        }
        assertFalse(stream.hasEnded());
        assertFalse(socket.hasEnded());
    }

    private static Socket openWith(byte[] bytes) throws IOException {
        Socket socket = new Socket(herald.baseUri().getHost(), herald.baseUri().getPort());
        socket.getOutputStream().write(bytes);
        return socket;
    }

    private static boolean hasEnded(Socket socket) {
        return hasEnded(socket, new StringBuilder());
    }

    /** Reads what the server has sent, and sends one more byte. */
    private static boolean hasEnded(Socket socket, StringBuilder answer) {
        try {
            socket.setSoTimeout(1);
            while (true) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return true;
                }
                answer.append((char) next);
            }
        } catch (java.net.SocketTimeoutException open) {
            return !sendByte(socket);
        } catch (IOException reset) {
            return true;
        }
    }

    private static boolean sendByte(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private static double hits(String limit) {
        return new Api(herald.baseUri(), "").limitHits(limit);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
