package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handshake of a socket: who may connect, and which subprotocol is selected. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SocketHandshakeTest {

    @TestHTTPResource
    URI base;

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();

    private static String member(String user, String... rooms) {
        return Tokens.of(user).herald(Map.of("join", List.of(rooms))).sign();
    }

    private RawWebSocket connect(String query) {
        RawWebSocket socket = RawWebSocket.open(base, query, member(user, room));
        socket.await("ready");
        return socket;
    }

    @Test
    void a_handshake_without_a_valid_token_is_rejected() {
        for (String header : List.of("Authorization: Bearer x.y.z", "X-Nothing: here")) {
            RawWebSocket rejected = RawWebSocket.handshake(base, "", List.of(header));
            assertEquals(401, rejected.status());
            assertTrue(rejected.header("WWW-Authenticate").isPresent());
        }
    }

    @Test
    void a_forbidden_room_is_rejected_before_the_upgrade() {
        assertEquals(
                403, RawWebSocket.open(base, "?room=secret", member(user, room)).status());
        assertEquals(
                400,
                RawWebSocket.open(base, "?room=no%20name", member(user, room)).status());
    }

    @Test
    void an_invalid_handshake_is_rejected() {
        String token = member(user);
        assertEquals(
                426,
                RawWebSocket.open(base, "", token, "Sec-WebSocket-Version: 8").status());
        assertEquals(426, RawWebSocket.open(base, "", token, "Upgrade: ").status());
        assertEquals(
                400,
                RawWebSocket.open(base, "", token, "Sec-WebSocket-Key: short").status());
    }

    @Test
    void the_first_supported_subprotocol_is_selected_and_an_unknown_one_is_not_confirmed() {
        String header = "Sec-WebSocket-Protocol";
        RawWebSocket cbor =
                RawWebSocket.open(base, "", member(user), header + ": unknown, herald.v1.cbor, herald.v1.json");
        assertEquals("herald.v1.cbor", cbor.header(header).orElseThrow());
        assertEquals(Frame.BINARY, cbor.await(frame -> true).opcode());

        RawWebSocket unknown = RawWebSocket.open(base, "", member(user), header + ": unknown");
        assertEquals(101, unknown.status());
        assertTrue(unknown.header(header).isEmpty());
    }

    @Test
    void a_token_in_the_subprotocol_header_is_accepted() {
        String token = "quarkus-http-upgrade%23Authorization%23Bearer%20" + member(user);
        RawWebSocket socket = RawWebSocket.handshake(
                base, "", List.of("Sec-WebSocket-Protocol: herald.v1.json, bearer-token-carrier, " + token));
        socket.read();
        socket.await("ready");
        assertEquals("herald.v1.json", socket.header("Sec-WebSocket-Protocol").orElseThrow());
    }
}
