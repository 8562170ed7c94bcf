package io.herald.ops.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("extended")
class WarmUpIT {

    private static final String READY = "/q/health/ready";

    /** All counters of events, connections, calls and limits. */
    private static final Pattern COUNTERS = Pattern.compile(
            "herald_(events|connects|disconnects|tail_events|resets|window_reads|limits_hit)\\w*(\\{.*})? (?<value>.*)"
                    + "|herald_redis_calls_seconds_count\\{operation=\"(append|claim)\".*} (?<calls>.*)");

    @BeforeEach
    void onlyOnAJvm() {
        assumeFalse(HeraldProcess.isNative(), "a native executable does not warm up");
    }

    @Test
    void an_instance_that_joins_another_is_ready_after_its_warm_up_which_leaves_no_trace() throws SQLException {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess first = HeraldProcess.start(redis.settings());
                HeraldProcess second = launch(redis, "60s")) {
            Api api = new Api(second.baseUri(), Tokens.publisher("billing"));
            awaitState(api, 503, "warming up");
            assertEquals(404, api.post("/api/v1/warm-up", "{}").statusCode());
            second.awaitReady();
            assertTrue(api.get(READY).body().contains("completed"));
            assertTrue(second.log().stream().anyMatch(line -> line.contains("warmup.finished end=STABLE")));
            assertEquals(List.of(), redis.execute("KEYS", "*temporary*"));
            assertEquals(0, rows("known_user where id like 'herald.%'"));
            assertEquals(0, rows("inbox_item where user_id like 'warm-up%'"));
            assertUnused(api);
            assertUnused(new Api(first.baseUri(), Tokens.publisher("billing")));
            assertEquals(404, api.post("/api/v1/warm-up", "{}").statusCode());
        }
    }

    @Test
    void an_instance_without_another_is_ready_without_a_warm_up() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = launch(redis, "1h")) {
            herald.awaitReady();
            assertTrue(new Api(herald.baseUri(), "").get(READY).body().contains("skipped"));
        }
    }

    @Test
    void the_warm_up_ends_when_the_last_other_instance_is_gone() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            try (HeraldProcess herald = launch(redis, "1h")) {
                awaitState(new Api(herald.baseUri(), ""), 503, "warming up");
                redis.execute("DEL", "herald:{0}:ready");
                herald.awaitReady();
                assertTrue(herald.log().stream().anyMatch(line -> line.contains("warmup.finished end=UNWANTED")));
            }
        }
    }

    @Test
    void a_failure_of_redis_ends_the_warm_up_and_the_instance_is_ready_when_redis_is_back() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            try (HeraldProcess herald = launch(redis, "1h")) {
                Api api = new Api(herald.baseUri(), "");
                awaitState(api, 503, "warming up");
                redis.kill();
                Await.until(
                        "the warm-up has failed", () -> api.get(READY).body().contains("failed"));
                redis.start();
                herald.awaitReady();
            }
        }
    }

    @Test
    void an_instance_that_is_stopped_during_the_warm_up_leaves_no_key() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            try (HeraldProcess herald = launch(redis, "1h")) {
                awaitState(new Api(herald.baseUri(), ""), 503, "warming up");
                assertEquals(143, herald.terminate());
                assertEquals(List.of(), redis.execute("KEYS", "*temporary*"));
            }
        }
    }

    @Test
    void an_instance_that_is_killed_during_the_warm_up_leaves_keys_that_expire() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            try (HeraldProcess herald = launch(redis, "1h")) {
                awaitState(new Api(herald.baseUri(), ""), 503, "warming up");
                Await.until(
                        "the work queue exists",
                        () -> temporaryKeys(redis).stream().anyMatch(key -> key.endsWith(":work")));
                herald.kill();
                for (String key : temporaryKeys(redis)) {
                    assertNotEquals(-1L, redis.execute("PTTL", key), key);
                }
            }
        }
    }

    @Test
    void the_warm_up_respects_a_low_limit_of_publishes() {
        Map<String, String> limit = Map.of("herald.limits.publishes-per-second", "4");
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            try (HeraldProcess herald = launch(redis, "3s", limit)) {
                herald.awaitReady();
                assertTrue(herald.log().stream().anyMatch(line -> line.contains("warmup.finished end=LIMIT")));
            }
        }
    }

    private static List<String> temporaryKeys(RedisServerProcess redis) {
        return ((List<?>) redis.execute("KEYS", "*temporary*"))
                .stream().map(Object::toString).toList();
    }

    private static HeraldProcess launch(RedisServerProcess redis, String limit) {
        return launch(redis, limit, Map.of());
    }

    private static HeraldProcess launch(RedisServerProcess redis, String limit, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(more);
        settings.putAll(redis.settings());
        settings.put("herald.warmup", limit);
        return HeraldProcess.launch(settings);
    }

    private static long rows(String from) throws SQLException {
        Map<String, String> settings = TestServers.settings();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:" + settings.get("quarkus.datasource.reactive.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from " + from)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void awaitState(Api api, int status, String state) {
        Await.until("readiness is " + state, () -> {
            HttpResponse<String> ready = api.get(READY);
            return ready.statusCode() == status && ready.body().contains(state);
        });
    }

    private static void assertUnused(Api api) {
        List<String> metrics = api.get("/q/metrics").body().lines().toList();
        List<String> counted = metrics.stream()
                .map(COUNTERS::matcher)
                .filter(matcher -> matcher.matches()
                        && Double.parseDouble(
                                        matcher.group("value") == null
                                                ? matcher.group("calls")
                                                : matcher.group("value"))
                                > 0)
                .map(matcher -> matcher.group())
                .toList();
        assertEquals(List.of(), counted);
        assertFalse(
                metrics.stream()
                        .anyMatch(line -> line.startsWith("http_server_requests_seconds_count")
                                && line.contains("status=\"202\"")),
                "a request of the warm-up is measured");
    }
}
