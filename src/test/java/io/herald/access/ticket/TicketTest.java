package io.herald.access.ticket;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.ConnectEndpoints;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A ticket opens one stream or one socket with the rights of its token. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class TicketTest {

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void a_ticket_is_valid_once() {
        for (String endpoint : ConnectEndpoints.WITH_TICKETS) {
            String ticket = endpoints().ticket(token);
            assertEquals(
                    ConnectEndpoints.acceptedStatus(endpoint),
                    endpoints().statusWithTicket(ticket, endpoint, ""),
                    endpoint);
            assertEquals(401, endpoints().statusWithTicket(ticket, endpoint, ""), endpoint);
        }
    }

    @Test
    void a_ticket_is_read_from_a_percent_encoded_parameter_name() {
        for (String endpoint : ConnectEndpoints.WITH_TICKETS) {
            assertEquals(
                    ConnectEndpoints.acceptedStatus(endpoint),
                    endpoints().status(endpoint, "?%74icket=" + endpoints().ticket(token), null),
                    endpoint);
        }
    }

    @Test
    void a_ticket_has_the_rights_of_its_token() {
        for (String endpoint : ConnectEndpoints.WITH_TICKETS) {
            assertEquals(
                    ConnectEndpoints.acceptedStatus(endpoint),
                    endpoints().statusWithTicket(endpoints().ticket(token), endpoint, "&room=" + room),
                    endpoint);
            assertEquals(
                    403, endpoints().statusWithTicket(endpoints().ticket(token), endpoint, "&room=another"), endpoint);
        }
    }

    @Test
    void a_ticket_opens_a_stream_or_a_socket_and_every_other_call_refuses_it() {
        String admin = Tokens.of(user).groups("admin", "publisher").sign();
        String ticket = endpoints().ticket(admin);
        assertTicketRefused("POST", "/api/v1/tickets", ticket);
        assertTicketRefused("GET", ConnectEndpoints.POLL, ticket);
        assertTicketRefused("GET", "/api/v1/inbox", ticket);
        assertTicketRefused("POST", "/api/v1/notifications", ticket);
        assertTicketRefused("PUT", "/api/v1/rooms/" + room, ticket);
        assertTicketRefused("DELETE", "/api/v1/users/" + user + "/connections", ticket);
        assertTicketRefused("GET", "/api/v1/no/such/thing", ticket);
        assertTicketRefused("POST", ConnectEndpoints.STREAM, ticket);
        assertTicketRefused("GET", ConnectEndpoints.STREAM + "/", ticket);
        assertTicketRefused("GET", ConnectEndpoints.SOCKET, ticket);
        assertEquals(
                200,
                endpoints().statusWithTicket(ticket, ConnectEndpoints.STREAM, ""),
                "a refused call does not consume the ticket");
    }

    private static void assertTicketRefused(String method, String path, String ticket) {
        given().contentType("application/json")
                .body("{}")
                .request(method, path + "?ticket=" + ticket)
                .then()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        startsWith("Bearer error=\"invalid_token\", error_description=\"The ticket "));
    }

    @Test
    void a_ticket_carries_any_token_id() {
        for (String jti : List.of("a\u0000b", "", "\ud83d\ude00", "x".repeat(5_000))) {
            String token = Tokens.of(user).claim("jti", jti).sign();
            assertEquals(
                    200, endpoints().statusWithTicket(endpoints().ticket(token), ConnectEndpoints.STREAM, ""), jti);
        }
    }

    @Test
    void a_ticket_is_stored_as_a_hash_for_thirty_seconds() throws Exception {
        String ticket = endpoints().ticket(token);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        Long left = (Long)
                TestServers.redis("PTTL", "herald:ticket:" + HexFormat.of().formatHex(hash));
        assertTrue(left > 20_000 && left <= 30_000, left + " ms");
        assertEquals(List.of(), TestServers.redis("KEYS", "*" + ticket + "*"));
    }

    private ConnectEndpoints endpoints() {
        return new ConnectEndpoints(base);
    }

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }
}
