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

/** Who comes back after more than a history holds is told, of the channels concerned alone, and gets what is held. */
class HistoryBoundsIT {

    private static final int HELD = 10;
    private static final int SENT = 250;

    private static RedisServerProcess redis;
    private static HeraldProcess herald;

    private final String token =
            Tokens.of("late").herald(Map.of("join", List.of("quiet"))).sign();

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
        Map<String, String> settings = new TreeMap<>(redis.settings());
        settings.put("herald.log.events-per-channel", Integer.toString(HELD));
        settings.put("herald.stream.window", "16");
        herald = HeraldProcess.start(settings);
    }

    @AfterAll
    static void stop() {
        herald.close();
        redis.close();
    }

    @Test
    void what_a_history_has_let_go_is_told_as_expired_and_not_told_again() {
        Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        SseClient stream = SseClient.open(api.stream("?room=quiet"), token);
        stream.await("ready");
        String cursor = stream.lastEventId().orElseThrow();
        stream.cut();
        api.post("/api/v1/channels/room:quiet/events", "{\"event\":\"quiet\",\"data\":0}");
        IntStream.range(0, SENT).forEach(i -> api.notify("late", "n" + i + "."));

        try (SseClient back = resume(api, cursor)) {
            back.await(event -> event.data().contains("n" + (SENT - 1) + "."));
            assertTrue(back.await("ready").data().contains("\"recovered\":false"));
            String reset = back.await("reset").data();
            assertTrue(reset.contains("\"reason\":\"expired\",\"channels\":[\"user:late\"]"), reset);
            assertEquals(1, back.events("quiet").size(), "the room has lost nothing");
            List<SseEvent> held = back.events("notification");
            assertTrue(held.size() >= HELD && held.size() < SENT, "held: " + held.size());
            assertEquals(
                    IntStream.range(SENT - held.size(), SENT).boxed().toList(),
                    held.stream().map(HistoryBoundsIT::number).toList());

            try (SseClient again = resume(api, reset.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1"))) {
                assertTrue(again.await("ready").data().contains("\"recovered\":true"));
                again.awaitCount("notification", held.size());
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
