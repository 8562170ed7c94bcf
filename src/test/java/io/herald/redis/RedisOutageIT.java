package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients observe while Redis is down or hangs, after it restarts, and after it has lost all data. */
@Tag("extended")
class RedisOutageIT {

    private static RedisServerProcess redis;
    private static HeraldProcess herald;

    private final String alice = Tokens.of("alice").sign();
    private Api api;
    private SseClient stream;

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
        Map<String, String> settings = new TreeMap<>(redis.settings());
        settings.put("herald.stream.heartbeat", "1s");
        herald = HeraldProcess.start(settings);
    }

    @AfterAll
    static void stop() {
        herald.close();
        redis.close();
    }

    @BeforeEach
    void open() {
        api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        Await.until("publishing works", () -> api.notify("nobody", "warm").statusCode() == 202);
        Await.until("streams are served", () -> {
            stream = SseClient.open(api.stream(""), alice);
            return stream.await(event -> event.is("ready") || event.is("unavailable"))
                    .is("ready");
        });
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void while_redis_is_down_publishing_is_rejected_and_open_streams_stay_open() {
        assertEquals(202, api.notify("alice", "before").statusCode());
        stream.await(event -> event.data().contains("before"));
        redis.kill();
        try {
            assertRejected(api.notify("alice", "lost"));
            int heartbeats = stream.events("hb").size();
            stream.awaitCount("hb", heartbeats + 2);
            assertFalse(stream.hasEnded());
            assertEquals(200, api.get("/q/health/ready").statusCode());
            SseClient rejected = SseClient.open(api.stream(""), alice);
            assertEquals(200, rejected.status());
            rejected.await("unavailable");
            rejected.awaitEnd(Duration.ofSeconds(5));
        } finally {
            redis.start();
        }
        Await.until("publishing works again", () -> api.notify("alice", "after").statusCode() == 202);
        stream.await(event -> event.data().contains("after"));
        assertEquals(0, stream.events("reset").size(), () -> "a reset without a loss: " + herald.log());
    }

    /** An error would make the client join and replay again. */
    @Test
    void while_redis_is_down_a_join_succeeds_without_the_present_users() {
        String token = Tokens.of("bob").herald(Map.of("join", List.of("lobby"))).sign();
        try (RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", token)) {
            socket.await("ready");
            redis.kill();
            try {
                String answer = socket.ask("room.join", "{\"room\":\"lobby\"}", "j");
                assertTrue(answer.contains("\"ack\"") && !answer.contains("users"), answer);
            } finally {
                redis.start();
            }
            String event = "{\"event\":\"x\",\"data\":1}";
            Await.until(
                    "publishing works again",
                    () -> api.post("/api/v1/channels/room:lobby/events", event).statusCode() == 202);
            socket.await("x");
        }
    }

    @Test
    void while_redis_hangs_publishing_is_rejected_within_five_seconds() {
        redis.hang();
        try {
            Instant start = Instant.now();
            assertRejected(api.notify("alice", "hung"));
            assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(5)) < 0);
            assertFalse(stream.hasEnded());
        } finally {
            redis.resume();
        }
        Await.until("publishing works again", () -> api.notify("alice", "again").statusCode() == 202);
        stream.await(event -> event.data().contains("again"));
    }

    private static void assertRejected(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode(), answer.body());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
    }
}
