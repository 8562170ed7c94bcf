package io.herald.ws;

import static io.herald.testing.Frame.FINAL;
import static io.herald.testing.Frame.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Time limits of a socket: for excessive messages and for typing. */
class SocketTimeLimitsIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final String COMMAND = "{\"event\":\"user.rooms\",\"data\":{},\"id\":\"1\"}";

    private final String user = "user-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();

    @Test
    void excessive_messages_are_rate_limited_and_close_the_connection_if_they_continue() {
        RawWebSocket socket = INSTANCES.one().socket(Tokens.of(user).sign());
        sendBurst(socket, 200);
        assertTrue(socket.await("error").text().contains("rate_limited"));
        Await.until("the connection ends", () -> {
            sendBurst(socket, 20);
            return socket.hasEnded();
        });
        assertEquals(1008, socket.awaitClose());
    }

    private static void sendBurst(RawWebSocket socket, int messages) {
        byte[] command = new Frame(FINAL | TEXT, COMMAND.getBytes(UTF_8)).masked();
        ByteBuffer all = ByteBuffer.allocate(command.length * messages);
        while (all.hasRemaining()) {
            all.put(command);
        }
        socket.write(all.array());
    }

    @Test
    void typing_is_sent_to_the_other_members_and_stops_automatically() {
        try (RawWebSocket writer = join(user);
                RawWebSocket other = join("someone-else-" + room)) {
            writer.ask("typing.start", "{\"room\":\"" + room + "\"}", "t");
            assertTrue(other.await("typing.start").text().contains("{\"user\":\"" + user + "\"}"));
            other.await("typing.stop");
            assertEquals(
                    0,
                    writer.events("typing.start").size()
                            + writer.events("typing.stop").size());
        }
    }

    private RawWebSocket join(String name) {
        String token = Tokens.of(name).herald(Map.of("join", List.of(room))).sign();
        RawWebSocket socket = RawWebSocket.open(INSTANCES.one().baseUri(), "?room=" + room, token);
        socket.await("ready");
        return socket;
    }
}
