package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server closes connections from which it receives nothing. */
class SocketLivenessIT {

    private static final Map<String, String> QUICK =
            Map.of("herald.socket.ping", "500ms", "herald.socket.idle", "3s", "herald.stream.heartbeat", "1s");

    @Test
    void a_silent_connection_is_closed_and_those_with_pongs_or_heartbeats_stay() {
        try (HeraldProcess herald = HeraldProcess.start(QUICK)) {
            RawWebSocket silent = open(herald, "silent");
            RawWebSocket ponging = open(herald, "answering");
            RawWebSocket heartbeating = open(herald, "beating");
            Await.until("the silent connection ends", () -> {
                ponging.frame(Frame.FINAL | Frame.PONG, new byte[0]);
                if (heartbeating.events("ack").size() < pings(heartbeating)) {
                    heartbeating.command("presence.heartbeat", "{}", "beat");
                }
                return silent.hasEnded();
            });
            assertEquals(4408, silent.awaitClose());
            assertTrue(pings(silent) > 1, silent.toString());
            assertFalse(ponging.hasEnded(), ponging.toString());
            assertFalse(heartbeating.hasEnded(), heartbeating.toString());
            assertTrue(silent.await("hb").text().matches("\\{\"event\":\"hb\",\"cursor\":\"[0-9-]+\"}"));
            assertTrue(ponging.ask("user.rooms", "{}", "still").contains("\"ack\""));
            assertTrue(heartbeating.ask("user.rooms", "{}", "still").contains("\"ack\""));
        }
    }

    private static RawWebSocket open(HeraldProcess herald, String user) {
        RawWebSocket socket =
                RawWebSocket.open(herald.baseUri(), "", Tokens.of(user).sign());
        socket.await("ready");
        return socket;
    }

    private static long pings(RawWebSocket socket) {
        return socket.frames().stream()
                .filter(frame -> frame.opcode() == Frame.PING)
                .count();
    }
}
