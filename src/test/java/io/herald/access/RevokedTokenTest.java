package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A revoked token is refused everywhere, and its connections end. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RevokedTokenTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void a_revocation_refuses_the_token_and_its_tickets_and_closes_its_connections() {
        SseClient stream = SseClient.open(base.resolve(ConnectEndpoints.STREAM), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        socket.await("ready");
        Api api = new Api(base, token);
        String cursor = api.get(ConnectEndpoints.POLL).body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        CompletableFuture<Integer> pendingPoll = CompletableFuture.supplyAsync(() ->
                api.get(ConnectEndpoints.POLL + "?wait=20s&cursor=" + cursor).statusCode());
        List<String> tickets = ConnectEndpoints.ALL.stream()
                .map(endpoint -> endpoints().ticket(token))
                .toList();
        RawWebSocket other = RawWebSocket.open(base, "", Tokens.of(user).sign());
        other.await("ready");

        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"jti\":\"" + user + "\"}")
                        .statusCode());

        stream.awaitEnd(SOON);
        assertEquals(4401, socket.awaitClose());
        assertEquals(
                401,
                pendingPoll.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join());
        for (int i = 0; i < ConnectEndpoints.ALL.size(); i++) {
            assertEquals(401, endpoints().status(ConnectEndpoints.ALL.get(i), "", token), ConnectEndpoints.ALL.get(i));
            assertEquals(
                    401,
                    endpoints().statusWithTicket(tickets.get(i), ConnectEndpoints.ALL.get(i), ""),
                    ConnectEndpoints.ALL.get(i));
        }
        assertEquals(401, api.get("/api/v1/inbox").statusCode());
        String refresh = other.ask("session.refresh", "{\"token\":\"" + token + "\"}", "1");
        assertTrue(refresh.contains("\"forbidden\""), refresh);
        assertFalse(other.hasEnded());
    }

    private ConnectEndpoints endpoints() {
        return new ConnectEndpoints(base);
    }

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }

    private Api admin() {
        return new Api(base, Tokens.of("root").groups("admin").sign());
    }
}
