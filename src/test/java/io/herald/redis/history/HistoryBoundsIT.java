package io.herald.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that missed more events than a history holds receives a reset for that channel and the stored events. */
class HistoryBoundsIT {

    private static final int HISTORY_LENGTH = 10;
    private static final int SENT = 250;

    private static RedisServerProcess redis;
    private static HeraldProcess herald;

    private final String token =
            Tokens.of("late").herald(Map.of("join", List.of("quiet"))).sign();

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
        Map<String, String> settings = new TreeMap<>(redis.settings());
        settings.put("herald.log.events-per-channel", Integer.toString(HISTORY_LENGTH));
        settings.put("herald.stream.window", "16");
        herald = HeraldProcess.start(settings);
    }

    @AfterAll
    static void stop() {
        herald.close();
        redis.close();
    }

    @Test
    void events_trimmed_from_a_history_are_reported_once_as_expired() {
        Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        SseClient stream = SseClient.open(api.stream("?room=quiet"), token);
        stream.await("ready");
        String cursor = stream.lastEventId().orElseThrow();
        stream.cut();
        api.post("/api/v1/channels/room:quiet/events", "{\"event\":\"quiet\",\"data\":0}");
        IntStream.range(0, SENT).forEach(i -> api.notify("late", "n" + i + "."));

        try (SseClient resumed = resume(api, cursor)) {
            resumed.await(event -> event.data().contains("n" + (SENT - 1) + "."));
            assertTrue(resumed.await("ready").data().contains("\"recovered\":false"));
            String reset = resumed.await("reset").data();
            assertTrue(reset.contains("\"reason\":\"expired\",\"channels\":[\"user:late\"]"), reset);
            assertEquals(1, resumed.events("quiet").size(), "the room lost an event");
            List<SseEvent> stored = resumed.events("notification");
            assertTrue(stored.size() >= HISTORY_LENGTH && stored.size() < SENT, "stored: " + stored.size());
            assertEquals(
                    IntStream.range(SENT - stored.size(), SENT).boxed().toList(),
                    stored.stream().map(HistoryBoundsIT::number).toList());

            try (SseClient again = resume(api, reset.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1"))) {
                assertTrue(again.await("ready").data().contains("\"recovered\":true"));
                again.awaitCount("notification", stored.size());
                assertFalse(again.events().stream().anyMatch(event -> event.is("reset")));
            }
        }
    }

    private SseClient resume(Api api, String cursor) {
        return SseClient.resume(api.stream("?room=quiet"), token, cursor);
    }

    private static int number(SseEvent event) {
        return Integer.parseInt(event.data().replaceAll(".*\"title\":\"n(\\d+)\\..*", "$1"));
    }
}
