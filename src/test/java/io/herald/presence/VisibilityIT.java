package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any instance records the visibility of a connection to any other. */
class VisibilityIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private final String user = "user-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String token =
            Tokens.of(user).herald(Map.of("join", java.util.List.of(room))).sign();

    private String connections() {
        return new Api(
                        INSTANCES.two().baseUri(),
                        Tokens.of("root").groups("admin").sign())
                .get("/api/v1/users/" + user + "/connections")
                .body();
    }

    @Test
    void a_call_to_one_instance_reports_the_visibility_of_a_stream_to_another() {
        SseClient stream = INSTANCES.one().stream(token);
        String connection = stream.await("ready").data().replaceAll(".*\"connection\":\"([^\"]+)\".*", "$1");
        Api two = new Api(INSTANCES.two().baseUri(), token);
        String path = "/api/v1/connections/" + connection + "/visibility";
        assertEquals(204, two.post(path, "{\"visible\":true}").statusCode());
        assertTrue(connections().contains("\"visible\":true"), connections());
        assertEquals(204, two.post(path, "{\"visible\":false}").statusCode());
        assertTrue(!connections().contains("visible"), connections());
    }

    @Test
    void the_visibility_stays_while_the_connection_changes_its_rooms() {
        RawWebSocket socket = INSTANCES.one().socket(token);
        assertTrue(socket.ask("session.visible", "{\"visible\":true}", "v").contains("\"ack\""));
        assertTrue(socket.ask("room.join", "{\"room\":\"" + room + "\"}", "j").contains("\"ack\""));
        Await.until("the room is listed", () -> connections().contains(room));
        assertTrue(connections().endsWith("\"visible\":true}],\"count\":1}"), connections());
    }
}
