package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A replay from the histories in Redis: the instance holds one event in memory. A client whose events are no longer available
 * receives a reset, and then what is still held.
 */
class HistoryReplayIT extends ReplayContract {

    private static final int HELD = 10;
    private static final int SENT = 250;
    private static final Duration DETECTION = Duration.ofSeconds(10);

    private static RedisServerProcess redis;
    private static HeraldProcess herald;

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
        Map<String, String> settings = new TreeMap<>(redis.settings());
        settings.put("herald.log.events-per-channel", Integer.toString(HELD));
        settings.put("herald.stream.window", "1");
        // A connection that a client has closed counts until the service has seen it.
        settings.put("herald.limits.connections-per-user", "20");
        herald = HeraldProcess.start(settings);
    }

    @AfterAll
    static void stop() {
        herald.close();
        redis.close();
    }

    @Override
    HeraldProcess here() {
        return herald;
    }

    @Override
    HeraldProcess there() {
        return herald;
    }

    @TestFactory
    Stream<DynamicTest> a_cursor_older_than_a_history_is_reset_as_expired_for_that_channel_only() {
        String cursor = endOfLog();
        StreamingClient live = connect(ClientTransport.SSE, here(), ConnectRequest.fromNow());
        publish("room:" + room, "tick", "in the room", "");
        notifyMany();
        // Until then, a client at that cursor is live and misses nothing.
        upTo(live, "n" + (SENT - 1));
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, here(), ConnectRequest.after(cursor, room));
            assertFalse(client.isRecovered());
            JsonNode reset = client.awaitReset(DETECTION);
            assertEquals(List.of("ready", "reset"), client.begin(2));
            if (transport.explainsResets()) {
                assertEquals("expired", reset.get("reason").asText());
                assertEquals("[\"user:" + user + "\"]", reset.get("channels").toString());
            }
            List<String> held = contentsUpTo(client, "n" + (SENT - 1));
            assertEquals("in the room", held.get(0), "the room has lost nothing");
            List<String> newest = held.subList(1, held.size());
            assertTrue(newest.size() >= HELD && newest.size() < SENT, "held: " + newest.size());
            assertEquals(
                    IntStream.range(SENT - newest.size(), SENT)
                            .mapToObj(i -> "n" + i)
                            .toList(),
                    newest);
            assertResumesFrom(reset.get("cursor").asText(), transport);
        });
    }

    private void notifyMany() {
        String items = IntStream.range(0, SENT)
                .mapToObj(i -> "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"n%d\"}".formatted(user, i))
                .collect(Collectors.joining(",", "[", "]"));
        accepted(200, publisher().post("/api/v1/notifications/batch", items));
    }

    @TestFactory
    Stream<DynamicTest> a_log_that_was_flushed_is_reset_as_lost_for_open_connections_and_for_old_cursors() {
        List<StreamingClient> open = connectEach(token, ConnectRequest.fromNow());
        redis.flush();
        open.forEach(client -> client.awaitReset(DETECTION));
        return overEach(open, client -> {
            ClientTransport transport = client.transport();
            StreamingClient old = connect(transport, here(), ConnectRequest.after(client.cursor()));
            assertFalse(old.isRecovered());
            for (JsonNode reset : List.of(client.awaitReset(DETECTION), old.awaitReset(DETECTION))) {
                assertEquals(
                        "lost", transport.explainsResets() ? reset.get("reason").asText() : "lost");
                assertResumesFrom(reset.get("cursor").asText(), transport);
            }
            notifyUser("anew " + transport, "");
            for (StreamingClient each : List.of(client, old)) {
                assertTrue(contentsUpTo(each, "anew " + transport).contains("anew " + transport));
                assertEquals(1, each.resets().size());
            }
        });
    }

    /** The same loss is reported once. */
    private void assertResumesFrom(String cursor, ClientTransport transport) {
        StreamingClient again = connect(transport, here(), ConnectRequest.after(cursor, room));
        assertTrue(again.isRecovered());
        notifyUser("again", "");
        contentsUpTo(again, "again");
        assertEquals(List.of(), again.resets());
        again.close();
    }
}
