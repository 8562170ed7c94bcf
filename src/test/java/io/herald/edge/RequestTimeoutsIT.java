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

/** One byte now and then does not hold a connection, and whoever has asked for something is left alone. */
class RequestTimeoutsIT {

    private static final int CONNECTIONS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The preface, empty settings, and the head of a frame whose hundred bytes do not come. */
    private static final byte[] HTTP_2 = concat(
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
    void a_head_that_comes_byte_by_byte_ends_with_its_connection() throws IOException {
        List<Socket> dripping = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            dripping.add(begun(bytes("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\nX-Slow: ")));
        }
        dripping.add(begun(HTTP_2));
        Await.until("all have ended", PATIENCE, () -> dripping.stream().allMatch(RequestTimeoutsIT::hasEnded));
        assertTrue(hits("head-time") >= CONNECTIONS + 1, "hits: " + hits("head-time"));
    }

    @Test
    void so_does_the_next_one_on_a_kept_connection() throws IOException {
        Socket kept = begun(bytes("GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n"));
        kept.setSoTimeout(10_000);
        assertTrue(kept.getInputStream().read() >= 0);
        Await.until("it has ended", PATIENCE, () -> hasEnded(kept));
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_told_and_ends_with_its_connection() throws IOException {
        String head = "POST /api/v1/notifications HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Authorization: Bearer "
                + Tokens.publisher("billing") + "\r\n";
        for (String length : List.of("Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfff\r\n")) {
            Socket socket = begun(bytes(head + length));
            StringBuilder answer = new StringBuilder();
            Await.until("it has ended", PATIENCE, () -> hasEnded(socket, answer));
            assertTrue(answer.toString().startsWith("HTTP/1.1 408 "), answer.toString());
            assertTrue(answer.toString().contains("application/problem+json"), answer.toString());
        }
        assertEquals(2, hits("body-time"));
    }

    /** For much longer than a head may take. */
    @Test
    void what_was_asked_for_is_not_ended() {
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

    private static Socket begun(byte[] beginning) throws IOException {
        Socket socket = new Socket(herald.baseUri().getHost(), herald.baseUri().getPort());
        socket.getOutputStream().write(beginning);
        return socket;
    }

    private static boolean hasEnded(Socket socket) {
        return hasEnded(socket, new StringBuilder());
    }

    /** One byte more, and whatever is answered. */
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
        } catch (java.net.SocketTimeoutException nothing) {
            return drip(socket);
        } catch (IOException reset) {
            return true;
        }
    }

    private static boolean drip(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static double hits(String limit) {
        return new Api(herald.baseUri(), "").limitHits(limit);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
