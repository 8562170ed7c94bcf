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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has gone while it was looked up what they may follow is not served for ever. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class GoneClientsTest {

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
    void look() {
        api = new Api(base, Tokens.of("looker").sign());
        cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/stream", "/ws", "/api/v1/poll?wait=60s&cursor="})
    void who_has_gone_before_being_served_is_no_connection(String path) throws IOException {
        int before = hub.connections();
        try (CapturedLog log = CapturedLog.of("io.herald.problem")) {
            for (int i = 0; i < CLIENTS; i++) {
                askAndGo(path.endsWith("=") ? path + cursor : path, i % 2 == 0);
            }
            api.get("/api/v1/poll");
            Await.until("nobody more is there than before", () -> hub.connections() <= before);
            assertEquals(List.of(), log.lines(), "to go is no failure");
        }
    }

    /** A user of its own each time, of whom nothing is remembered; the end is read right behind the request, or a little later. */
    private void askAndGo(String path, boolean atOnce) throws IOException {
        String token = Tokens.of("gone-" + UUID.randomUUID()).sign();
        String head = "GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n"
                + (path.equals("/ws") ? UPGRADE : "") + "\r\n";
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            if (!atOnce) {
                socket.setSoLinger(true, 0);
            }
        }
    }
}
