package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class UserResourceTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final String user = "out-" + UUID.randomUUID();

    @TestHTTPResource
    URI base;

    @Test
    void a_revoked_token_is_rejected_and_its_streams_end_and_others_stay() {
        String revoked = Tokens.of(user).claim("jti", "one").sign();
        String other = Tokens.of(user).claim("jti", "two").sign();
        SseClient ended = open(revoked);
        SseClient stays = open(other);
        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"jti\":\"one\"}")
                        .statusCode());
        ended.awaitEnd(SOON);
        assertEquals(401, new Api(base, revoked).get("/api/v1/poll").statusCode());
        assertEquals(200, new Api(base, other).get("/api/v1/poll").statusCode());
        assertEquals(false, stays.hasEnded());
    }

    @Test
    void tokens_issued_before_the_revocation_are_rejected_and_later_ones_are_accepted() {
        Instant now = Instant.now();
        String old = Tokens.of(user).issuedAt(now.minusSeconds(60)).sign();
        SseClient ended = open(old);
        String before = now.minusSeconds(30).toString();
        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"before\":\"" + before + "\"}")
                        .statusCode());
        ended.awaitEnd(SOON);
        assertEquals(401, new Api(base, old).get("/api/v1/poll").statusCode());
        assertEquals(
                200, new Api(base, Tokens.of(user).sign()).get("/api/v1/poll").statusCode());
    }

    @Test
    void a_disconnected_user_may_reconnect() {
        String token = Tokens.of(user).sign();
        SseClient ended = open(token);
        assertEquals(401, new Api(base, "").get("/api/v1/poll").statusCode());
        assertEquals(403, delete(token));
        assertEquals(204, delete(Tokens.of("root").groups("admin").sign()));
        ended.awaitEnd(SOON);
        open(token);
    }

    @Test
    void a_ticket_opens_one_stream() {
        String token = Tokens.of(user).sign();
        String answer = new Api(base, token).post("/api/v1/tickets", "").body();
        String ticket = answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        assertTrue(ticket.length() >= 22, answer);
        SseClient first = SseClient.open(base.resolve("/api/v1/stream?ticket=" + ticket), Map.of());
        assertEquals(200, first.status());
        first.await("ready");
        SseClient second = SseClient.open(base.resolve("/api/v1/stream?ticket=" + ticket), Map.of());
        assertEquals(401, second.status());
        String challenge = second.header("WWW-Authenticate").orElse("");
        assertTrue(challenge.startsWith("Bearer error=\"invalid_token\""), challenge);
    }

    @Test
    void an_invalid_revocation_is_rejected() {
        String path = "/api/v1/users/" + user + "/revocations";
        for (String body : List.of("{}", "{\"jti\":\"\"}", "{\"before\":\"2999-01-01T00:00:00Z\"}")) {
            assertEquals(400, admin().post(path, body).statusCode());
        }
        assertEquals(
                400,
                admin().post(path, "{\"jti\":\"a\",\"before\":\"2020-01-01T00:00:00Z\"}")
                        .statusCode());
    }

    private SseClient open(String token) {
        SseClient client = SseClient.open(base.resolve("/api/v1/stream"), token);
        client.await("ready");
        return client;
    }

    private Api admin() {
        return new Api(base, Tokens.of("root").groups("admin").sign());
    }

    private int delete(String token) {
        return new Api(base, token)
                .delete("/api/v1/users/" + user + "/connections")
                .statusCode();
    }
}
