package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.CapturedLog;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a client that disconnects during its authorization does not stay subscribed. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class AbortedConnectTest {

    private static final int CLIENTS = 80;
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n";

    @TestHTTPResource
    URI base;

    @Inject
    Hub hub;

    private Api api;
    private String cursor;

    @BeforeEach
    void readCursor() {
        api = new Api(base, Tokens.of("reader").sign());
        cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/stream", "/ws", "/api/v1/poll?wait=60s&cursor="})
    void a_client_that_disconnects_before_it_is_subscribed_leaves_no_connection(String path) throws IOException {
        int before = hub.connections();
        try (CapturedLog log = CapturedLog.of("io.herald.problem")) {
            for (int i = 0; i < CLIENTS; i++) {
                requestAndDisconnect(path.endsWith("=") ? path + cursor : path, i % 2 == 0);
            }
            api.get("/api/v1/poll");
            Await.until("no connection is left", () -> hub.connections() <= before);
            assertEquals(List.of(), log.lines(), "a disconnect is not a failure");
        }
    }

    /** Uses a new user each time, so that nothing is cached. The server reads the end with the request, or later. */
    private void requestAndDisconnect(String path, boolean gracefully) throws IOException {
        String token = Tokens.of("disconnected-" + UUID.randomUUID()).sign();
        String head = "GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n"
                + (path.equals("/ws") ? UPGRADE : "") + "\r\n";
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            if (!gracefully) {
                socket.setSoLinger(true, 0);
            }
        }
    }
}
