package io.herald.publish.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.StandingInstances;
import io.herald.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** History, replay and poll return messages with their last revision, from the window and from Redis. */
class RevisionIT {

    @RegisterExtension
    static final StandingInstances instances = new StandingInstances();

    private final String room = "revisions-" + UUID.randomUUID();
    private final String messages = "/api/v1/rooms/" + room + "/messages";
    private final String events = "/api/v1/channels/room:" + room + "/events";

    @Test
    void deleted_and_replaced_contents_are_returned_nowhere() {
        Api alice = user("alice", instances.one());
        String before = send(alice, "before");
        String deleted = send(alice, "secret 1");
        String edited = send(alice, "secret 2");
        accepted(alice.put(messages + "/" + deleted, "{\"content\":\"secret 3\"}"));
        accepted(alice.put(messages + "/" + edited, "{\"content\":\"public\"}"));
        accepted(alice.delete(messages + "/" + deleted));
        String last = send(alice, "last");

        // With a window of one event, all other events are read from Redis.
        try (HeraldProcess another = instances.another(Map.of("herald.stream.window", "1"))) {
            for (HeraldProcess herald : List.of(instances.one(), instances.two(), another)) {
                Api reader = user("reader", herald);
                assertCurrent(reader.get(events).body());
                assertCurrent(reader.get(events + "?after=" + before).body());
                assertCurrent(polled(reader, before, last));
                assertCurrent(streamed(reader, before, last));
                assertCurrent(joined(herald, reader, before, last));
            }
        }
    }

    private Api user(String name, HeraldProcess herald) {
        String token = Tokens.of(name + "-" + room)
                .herald(Map.of("join", List.of(room)))
                .sign();
        return new Api(herald.baseUri(), token);
    }

    private String send(Api sender, String content) {
        return accepted(sender.post(messages, "{\"content\":\"" + content + "\"}"));
    }

    private static String accepted(HttpResponse<String> answer) {
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    private static void assertCurrent(String events) {
        assertFalse(events.contains("secret"), events);
        assertTrue(events.contains("public"), events);
    }

    private String polled(Api reader, String cursor, String last) {
        StringBuilder all = new StringBuilder();
        String[] position = {cursor};
        Await.until("the last event is polled", () -> {
            JsonObject answer =
                    new JsonObject(reader.get("/api/v1/poll?wait=1s&room=" + room + "&cursor=" + position[0])
                            .body());
            JsonArray page = answer.getJsonArray("events");
            position[0] = answer.getString("cursor");
            all.append(page);
            return all.indexOf("\"" + last + "\"") >= 0;
        });
        return all.toString();
    }

    private String streamed(Api reader, String cursor, String last) {
        try (SseClient stream = SseClient.resume(reader.stream("?room=" + room), reader.token(), cursor)) {
            stream.await(event -> event.data().contains("\"" + last + "\""));
            return stream.events().toString();
        }
    }

    private String joined(HeraldProcess herald, Api reader, String cursor, String last) {
        try (RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", reader.token())) {
            socket.await("ready");
            socket.ask("room.join", "{\"room\":\"" + room + "\",\"cursor\":\"" + cursor + "\"}", "join");
            String replayed =
                    socket.frames().stream().map(frame -> frame.text()).toList().toString();
            assertTrue(replayed.contains("\"" + last + "\""), replayed);
            return replayed;
        }
    }
}
