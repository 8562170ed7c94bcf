package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.RawHttp;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a violation of HTTP is answered with 400 or closes the connection. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class MalformedRequestTest {

    private static final String POST = "POST /api/v1/notifications HTTP/1.1\r\nHost: a\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @ValueSource(strings = {"Host: a\r\nHost: b\r\n", "Host: a\r\nHost: a\r\n", ""})
    void a_request_has_exactly_one_host(String hosts) throws IOException {
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send("GET /q/health/live HTTP/1.1\r\n" + hosts + "\r\n");
            assertEquals(400, connection.response().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n", "fffffffff\r\n"})
    void a_malformed_chunk_is_answered_with_400_and_closes_the_connection(String chunk) throws IOException {
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send(POST + "Authorization: Bearer " + Tokens.publisher("billing") + "\r\n\r\n2\r\n[]\r\n");
            connection.send(chunk);
            RawHttp.Response answer = connection.response();
            assertEquals(400, answer.status());
            assertTrue(answer.body().contains("\"status\":400"), answer.body());
            assertTrue(connection.hasEnded());
        }
    }

    /** Each frame costs the sender nine bytes, and none ends the header block (as in CVE-2024-24549). */
    @Test
    void endless_empty_continuation_frames_close_the_connection() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
        frames.writeBytes(HexFormat.of().parseHex("000000040000000000"));
        frames.writeBytes(HexFormat.of().parseHex("00000101000000000182"));
        for (int i = 0; i < 100; i++) {
            frames.writeBytes(HexFormat.of().parseHex("000000090000000001"));
        }
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send(frames.toByteArray());
            boolean ended = false;
            for (int read = 0; read < 1_000 && !ended; read++) {
                ended = connection.hasEnded();
            }
            assertTrue(ended);
        }
    }
}
