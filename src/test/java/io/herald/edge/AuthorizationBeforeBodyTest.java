package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.RawHttp;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a caller is authenticated and authorized from the head of a request, before any byte of the body is read. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class AuthorizationBeforeBodyTest {

    private static final String BODY_HEADERS = "Content-Type: application/json\r\nContent-Length: 4000000\r\n";

    @TestHTTPResource
    URI base;

    private final String user = Tokens.of("head-" + UUID.randomUUID()).sign();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/notifications",
                "POST /api/v1/notifications/batch",
                "POST /api/v1/channels/user:alice/events",
                "POST /api/v1/channels/everyone/events",
                "POST /api/v1/channels/room:not-mine/events",
                "POST /api/v1/rooms/not-mine/messages",
                "PUT /api/v1/rooms/not-mine/messages/1-0",
                "PUT /api/v1/rooms/not-mine",
                "PUT /api/v1/rooms/not-mine/members/alice",
                "POST /api/v1/users/alice/revocations",
                "DELETE /api/v1/notifications/019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f",
            })
    void an_unauthorized_call_is_refused_before_its_body(String call) throws IOException {
        assertEquals(401, status(call, ""));
        assertEquals(403, status(call, "Authorization: Bearer " + user + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, POST /api;x/v1/notifications",
        "400, POST /api;/v1/notifications",
        "400, POST /%61pi;x/v1/notifications",
        "400, POST /%61pi/v1/notifications",
        "400, POST /api/v1/%6eotifications",
        "400, POST /api/v1/notifications/%62atch",
        "400, POST /api/v1/rooms/ops/%6dessages",
        "400, POST /api/%2e%2e/api/v1/notifications",
        "401, POST /api/v1/channels/user%3Aalice/events",
        "401, POST /api/v1/channels/room:%6fps/events",
        "401, POST //api/v1/notifications",
    })
    void an_ambiguous_path_is_refused_before_the_body(int status, String call) throws IOException {
        assertEquals(status, status(call, ""));
    }

    @Test
    void a_100_continue_is_sent_only_to_an_authorized_caller() throws IOException {
        String expect = "Expect: 100-continue\r\nAuthorization: Bearer ";
        assertEquals(403, status("POST /api/v1/notifications", expect + user + "\r\n"));
        assertEquals(100, status("POST /api/v1/notifications", expect + Tokens.publisher("billing") + "\r\n"));
    }

    @Test
    void a_connection_stays_open_after_a_refused_call_with_a_complete_body() throws IOException {
        String refused = "POST /api/v1/notifications HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
        try (RawHttp connection = RawHttp.to(base)) {
            for (int i = 0; i < 3; i++) {
                connection.send(refused);
                assertEquals(401, connection.response().status());
            }
        }
    }

    @Test
    void a_connection_closes_after_a_refused_call_with_an_incomplete_body() throws IOException {
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send(head("POST /api/v1/notifications", ""));
            assertEquals(401, connection.response().status());
            assertTrue(connection.hasEnded());
        }
    }

    private int status(String call, String headers) throws IOException {
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send(head(call, headers));
            return connection.response().status();
        }
    }

    private static String head(String call, String headers) {
        return call + " HTTP/1.1\r\nHost: a\r\n" + headers + BODY_HEADERS + "\r\n";
    }
}
