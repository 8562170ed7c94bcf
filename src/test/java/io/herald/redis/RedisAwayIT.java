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
import org.junit.jupiter.api.Test;

/** What users see while Redis is down, hangs, comes back, or has forgotten everything. */
class RedisAwayIT {

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
    void with_redis_down_publishing_is_refused_and_open_streams_live_on() {
        assertEquals(202, api.notify("alice", "before").statusCode());
        stream.await(event -> event.data().contains("before"));
        redis.kill();
        try {
            assertRefused(api.notify("alice", "lost"));
            int heartbeats = stream.events("hb").size();
            stream.awaitCount("hb", heartbeats + 2);
            assertFalse(stream.hasEnded());
            assertEquals(200, api.get("/q/health/ready").statusCode());
            SseClient refused = SseClient.open(api.stream(""), alice);
            assertEquals(200, refused.status());
            refused.await("unavailable");
            refused.awaitEnd(Duration.ofSeconds(5));
        } finally {
            redis.start();
        }
        Await.until("publishing works again", () -> api.notify("alice", "after").statusCode() == 202);
        stream.await(event -> event.data().contains("after"));
        assertEquals(0, stream.events("reset").size(), () -> "nothing was lost, so nothing is told: " + herald.log());
    }

    /** An error would make the client join again, and replay again what it has had. */
    @Test
    void with_redis_down_a_room_is_joined_without_the_users_who_are_there() {
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
    void a_hung_redis_refuses_publishing_within_five_seconds() {
        redis.hang();
        try {
            Instant asked = Instant.now();
            assertRefused(api.notify("alice", "hung"));
            assertTrue(Duration.between(asked, Instant.now()).compareTo(Duration.ofSeconds(5)) < 0);
            assertFalse(stream.hasEnded());
        } finally {
            redis.resume();
        }
        Await.until("publishing works again", () -> api.notify("alice", "again").statusCode() == 202);
        stream.await(event -> event.data().contains("again"));
    }

    @Test
    void a_flush_is_told_to_open_streams_within_ten_seconds_and_to_old_cursors() {
        String cursor = stream.lastEventId().orElseThrow();
        redis.flush();
        Await.until(
                "the reset",
                Duration.ofSeconds(10),
                () -> !stream.events("reset").isEmpty());
        assertTrue(stream.await("reset").data().contains("\"reason\":\"lost\""));

        SseClient back = SseClient.resume(api.stream(""), alice, cursor);
        assertTrue(back.await("ready").data().contains("\"recovered\":false"));
        assertTrue(back.await("reset").data().contains("\"reason\":\"lost\""));
        assertEquals(202, api.notify("alice", "anew").statusCode());
        stream.await(event -> event.data().contains("anew"));
        back.await(event -> event.data().contains("anew"));

        String from = back.await("reset").data().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        SseClient again = SseClient.resume(api.stream(""), alice, from);
        assertTrue(again.await("ready").data().contains("\"recovered\":true"), "not told twice");
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode(), answer.body());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
    }
}
