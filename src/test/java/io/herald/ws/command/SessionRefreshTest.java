package io.herald.ws.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Secrets;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A socket stays connected with a fresh token, and has the rights of that token. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SessionRefreshTest {

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void an_invalid_token_does_not_refresh_a_session() {
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        String forged = Secrets.register(token.substring(0, token.length() - 8) + "AAAAAAAA");
        String expired = Tokens.of(user).expiresIn(Duration.ofHours(-1)).sign();
        Map<String, String> faults = Map.of(forged, "is invalid", expired, "has expired", "x.y.z", "is malformed");
        faults.forEach((bad, fault) -> {
            String answer = socket.ask(
                    "session.refresh",
                    "{\"token\":\"" + bad + "\"}",
                    UUID.randomUUID().toString());
            assertTrue(answer.contains("\"forbidden\""), answer);
            assertTrue(answer.contains("The access token " + fault), answer);
        });
    }

    @Test
    void a_refresh_with_a_token_that_does_not_allow_a_room_ends_its_subscription() {
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        for (String rights : List.of(room, "another")) {
            String fresh = Tokens.of(user).herald(rights(rights)).sign();
            socket.ask("session.refresh", "{\"token\":\"" + fresh + "\"}", "refresh-" + rights);
            boolean allowed = rights.equals(room);
            Await.until("the socket follows the rooms that the token allows", () -> {
                String id = UUID.randomUUID().toString();
                return allowed == socket.ask("user.rooms", "{}", id).contains(room);
            });
        }
    }

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }
}
