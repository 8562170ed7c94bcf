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

/** Of whom nothing is heard any more, the end is assumed. */
class IdleIT {

    private static final Map<String, String> QUICK =
            Map.of("herald.socket.ping", "500ms", "herald.socket.idle", "3s", "herald.stream.heartbeat", "1s");

    @Test
    void who_answers_no_ping_is_closed_and_who_does_or_says_that_they_are_there_stays() {
        try (HeraldProcess herald = HeraldProcess.start(QUICK)) {
            RawWebSocket silent = open(herald, "silent");
            RawWebSocket answering = open(herald, "answering");
            RawWebSocket beating = open(herald, "beating");
            Await.until("the end of the silent one", () -> {
                answering.frame(Frame.FINAL | Frame.PONG, new byte[0]);
                if (beating.events("ack").size() < pings(beating)) {
                    beating.command("presence.heartbeat", "{}", "beat");
                }
                return silent.hasEnded();
            });
            assertEquals(4408, silent.awaitClose());
            assertTrue(pings(silent) > 1, silent.toString());
            assertFalse(answering.hasEnded(), answering.toString());
            assertFalse(beating.hasEnded(), beating.toString());
            assertTrue(silent.await("hb").text().matches("\\{\"event\":\"hb\",\"cursor\":\"[0-9-]+\"}"));
            assertTrue(answering.ask("user.rooms", "{}", "still").contains("\"ack\""));
            assertTrue(beating.ask("user.rooms", "{}", "still").contains("\"ack\""));
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
