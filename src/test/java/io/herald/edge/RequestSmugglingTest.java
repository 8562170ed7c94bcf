package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks against request smuggling. A request that a proxy parses differently could hide a second one, whose answer another
 * client would receive. An ambiguous request is refused, and later requests of the connection are not processed.
 */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RequestSmugglingTest {

    /** No other request is answered with {@code "status":"UP"}. */
    private static final String HIDDEN = "GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String POST = "POST /api/v1/notifications HTTP/1.1\r\nHost: a\r\n";

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                "Content-Length: 2, 3\r\n\r\n{} ",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length : 2\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
                "Bad\u0001: x\r\n\r\n",
                "No colon\r\n\r\n",
            })
    void an_ambiguous_request_is_refused_with_everything_after_it(String rest) throws IOException {
        String answer = answers(POST + rest + HIDDEN);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
        assertFalse(answer.contains("UP"), answer);
    }

    /** RFC 9112, section 6.1. Netty removes the length, so every request in chunks must be handled like this one. */
    @Test
    void with_a_length_and_chunks_the_chunks_count_and_the_connection_closes() throws IOException {
        String both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        String answer = answers(POST + both + HIDDEN);
        assertEquals(1, answer.split("HTTP/1.1 ", -1).length - 1, answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\n\r\n",
                "GET  / HTTP/1.1 x\r\n\r\n",
                "GET / HTTP/1.1\r\n Folded: x\r\n\r\n",
                "G\r\n\r\n"
            })
    void a_malformed_request_line_is_refused(String request) throws IOException {
        String answer = answers(request + HIDDEN);
        assertTrue(answer.matches("(?s)HTTP/\\d.\\d (400|501) .*"), answer);
        assertFalse(answer.contains("UP"), answer);
    }

    /** Returns all bytes until the server closes or sends nothing for a second. */
    private String answers(String request) throws IOException {
        StringBuilder answers = new StringBuilder();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answers.append((char) next);
            }
        } catch (java.net.SocketTimeoutException | SocketException end) {
            // The bytes so far are the answer.
        }
        return answers.toString();
    }
}
