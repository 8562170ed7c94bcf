package io.herald.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RequestSizeLimitTest {

    @TestHTTPResource
    URI base;

    @Test
    void a_long_url_is_answered_with_a_problem_and_closes_the_connection() {
        String query = "room=" + "a".repeat(9_000);
        for (String path : new String[] {"/api/v1/stream", "/api/v1/poll", "/ws"}) {
            given().header("Authorization", "Bearer " + Tokens.of("alice").sign())
                    .get(path + "?" + query)
                    .then()
                    .statusCode(414)
                    .contentType("application/problem+json")
                    .header("Connection", equalTo("close"))
                    .body("detail", containsString("8192"));
        }
    }

    @Test
    void large_headers_are_answered_with_a_problem_and_close_the_connection() {
        given().header("X-Large", "a".repeat(25_000))
                .get("/api/v1/stream")
                .then()
                .statusCode(431)
                .contentType("application/problem+json")
                .header("Connection", equalTo("close"));
    }

    /** Such input never becomes a request, so the answer has no body and repeats none of the input. */
    @Test
    void unparsable_input_is_answered_with_a_status_only_and_closes_the_connection() throws IOException {
        assertRefused(400, "GET / HTTP/1.1\r\nHost: a\r\nBad\u0001: x\r\n\r\n");
        assertRefused(414, "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\n\r\n");
        assertRefused(431, "GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + "a".repeat(60_000) + "\r\n\r\n");
    }

    private void assertRefused(int status, String request) throws IOException {
        String answer = raw(request);
        assertTrue(answer.matches("HTTP/1.[01] " + status + " [^\r\n]+\r\ncontent-length: 0\r\n\r\n"), answer);
    }

    /** Returns all bytes until the server closes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
