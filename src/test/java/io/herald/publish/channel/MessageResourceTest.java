package io.herald.publish.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages over REST. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class MessageResourceTest {

    @TestHTTPResource
    URI base;

    private final String room = "messages-" + UUID.randomUUID();
    private final String path = "/api/v1/rooms/" + room + "/messages";

    private Api client(String name) {
        return new Api(
                base, Tokens.of(name).herald(Map.of("join", List.of(room))).sign());
    }

    private static String id(HttpResponse<String> answer) {
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    @Test
    void a_message_sent_on_a_socket_and_repeated_over_rest_is_sent_once() {
        Api alice = client("alice");
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, alice.token());
        socket.await("ready");
        socket.command("message.send", "{\"room\":\"" + room + "\",\"content\":\"Hello\",\"echo\":true}", "m-1");
        String acknowledged =
                new JsonObject(socket.answer("m-1")).getJsonObject("data").getString("id");
        String again = "{\"echo\":true,\"content\":\"Hello\"}";
        assertEquals(acknowledged, id(alice.post(path, again, "Idempotency-Key", "m-1")));
        assertEquals(
                409,
                alice.post(path, "{\"content\":\"Other\"}", "Idempotency-Key", "m-1")
                        .statusCode());
        assertEquals(1, socket.events("message").size());
        assertTrue(socket.events("message")
                .get(0)
                .text()
                .contains("\"data\":{\"room\":\"" + room + "\",\"content\":\"Hello\"}"));
    }

    @Test
    void only_the_sender_edits_and_deletes_a_message() {
        Api alice = client("alice");
        Api bob = client("bob");
        String id = id(alice.post(path, "{\"content\":\"Helo\",\"echo\":false}"));
        assertEquals(403, bob.put(path + "/" + id, "{\"content\":\"Mine\"}").statusCode());
        id(alice.put(path + "/" + id, "{\"content\":\"Hello\"}"));
        assertTrue(history(bob).contains("\"data\":{\"room\":\"" + room + "\",\"content\":\"Hello\"}"), history(bob));
        id(alice.delete(path + "/" + id));
        assertEquals(404, alice.put(path + "/" + id, "{\"content\":\"Back\"}").statusCode());
    }

    @Test
    void a_change_repeated_after_the_deletion_of_the_message_returns_its_first_answer() {
        Api alice = client("alice");
        String message = path + "/" + id(alice.post(path, "{\"content\":\"Helo\"}"));
        String edited = id(alice.put(message, "{\"content\":\"Hello\"}", "Idempotency-Key", "edit"));
        id(alice.delete(message));
        assertEquals(edited, id(alice.put(message, "{\"content\":\"Hello\"}", "Idempotency-Key", "edit")));
        assertEquals(
                409,
                alice.put(message, "{\"content\":\"Other\"}", "Idempotency-Key", "edit")
                        .statusCode());
        assertEquals(
                404,
                alice.put(message, "{\"content\":\"Hello\"}", "Idempotency-Key", "late")
                        .statusCode());
    }

    private String history(Api reader) {
        return reader.get("/api/v1/channels/room:" + room + "/events").body();
    }

    @Test
    void an_event_repeated_with_the_same_key_is_sent_once() {
        Api alice = client("alice");
        String events = "/api/v1/channels/room:" + room + "/events";
        String event = "{\"event\":\"n\",\"data\":1}";
        assertEquals(
                id(alice.post(events, event, "Idempotency-Key", "e-1")),
                id(alice.post(events, event, "Idempotency-Key", "e-1")));
        assertEquals(1, new JsonObject(history(alice)).getJsonArray("events").size());
    }

    @Test
    void invalid_messages_are_rejected() {
        Api alice = client("alice");
        assertEquals(400, alice.post(path, "{}").statusCode());
        assertEquals(400, alice.post(path, "{\"content\":1,\"room\":\"other\"}").statusCode());
        for (String invalidKey : List.of("x".repeat(300), "")) {
            assertEquals(
                    400,
                    alice.post(path, "{\"content\":1}", "Idempotency-Key", invalidKey)
                            .statusCode());
        }
        assertEquals(400, alice.put(path + "/nonsense", "{\"content\":1}").statusCode());
        assertEquals(
                403,
                new Api(base, Tokens.of("eve").sign())
                        .post(path, "{\"content\":1}")
                        .statusCode());
    }
}
