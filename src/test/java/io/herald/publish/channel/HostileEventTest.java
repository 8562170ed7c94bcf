package io.herald.publish.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.ConnectEndpoints;
import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
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

/** An event cannot forge another event, another sender, or exhaust the reader, whichever way it is sent. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class HostileEventTest {

    private final String user = "caller-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).claim("jti", user).herald(rights(room)).sign();

    @TestHTTPResource
    URI base;

    @Test
    void json_that_is_nested_too_deeply_is_refused() {
        String deep = "[".repeat(101) + "]".repeat(101);
        Api publisher = new Api(base, Tokens.publisher("billing"));
        String path = "/api/v1/channels/room:" + room + "/events";
        assertEquals(
                400,
                publisher.post(path, "{\"event\":\"x\",\"data\":" + deep + "}").statusCode());
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        socket.command("message.send", "{\"room\":\"" + room + "\",\"content\":" + deep + "}", "deep");
        assertTrue(socket.await("error").text().contains("\"invalid\""));
    }

    @Test
    void the_sender_is_the_subject_of_the_token_and_a_line_break_does_not_start_an_event() {
        SseClient stream = SseClient.open(base.resolve(ConnectEndpoints.STREAM + "?room=" + room), token);
        stream.await("ready");
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, token);
        String data = "{\"room\":\"" + room
                + "\",\n\"content\":\"a\\n\\nevent: evicted\\ndata: {}\\n\\n\",\"from\":\"root\"}";
        String answer = socket.ask("message.send", data, "1");
        assertTrue(answer.contains("\"ack\""), answer);
        assertEquals(
                202,
                new Api(base, token)
                        .post("/api/v1/channels/room:" + room + "/events", "{\"event\":\"x\",\n\"data\":[1,\n2]}")
                        .statusCode());
        String message =
                stream.await(event -> event.data().contains("\"root\"")).data();
        assertTrue(message.contains("\"from\":\"" + user + "\""), message);
        String other = stream.await("x").data();
        assertTrue(other.contains("\"data\":[1,2]"), other);
        assertEquals(0, stream.events("evicted").size());
    }

    private static Map<String, ?> rights(String rooms) {
        return Map.of("join", List.of(rooms));
    }
}
