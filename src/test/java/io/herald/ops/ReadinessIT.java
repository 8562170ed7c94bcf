package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.Ports;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.herald.testing.WedgingProxy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Red where this instance is the one at fault, and only there. */
class ReadinessIT {

    private static final String READY = "/q/health/ready";

    @Test
    void a_reader_that_is_silently_cut_off_turns_it_red_until_it_reads_again() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started();
                WedgingProxy proxy = WedgingProxy.before(redis, "XREAD");
                HeraldProcess herald = start(Map.of("quarkus.redis.hosts", proxy.url()))) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            proxy.wedge(true);
            awaitRed(api, "\"stuck\"");
            assertEquals(202, api.notify("alice", "what others can still hear").statusCode());
            assertEquals(200, api.get("/q/health/live").statusCode());
            assertEquals(200, api.get("/q/health/started").statusCode());
            proxy.wedge(false);
            awaitGreen(api, "heard");
        }
    }

    @Test
    void a_log_that_takes_no_writes_is_told_with_the_reason_and_turns_red_only_what_starts() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = start(redis.settings())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            redis.ask("CONFIG", "SET", "min-replicas-to-write", "1");
            awaitGreen(api, "degraded: refused: NOREPLICAS");
            assertEquals(503, api.notify("alice", "nobody takes it").statusCode());
            assertEquals(200, api.get("/q/health/live").statusCode());
            assertEquals(1, api.metric("herald_degraded{part=\"writes\"}"));
            assertNeverReady(redis.settings(), "refused: NOREPLICAS");
            redis.ask("CONFIG", "SET", "min-replicas-to-write", "0");
            awaitGreen(api, "taken");
            assertEquals(202, api.notify("alice", "it is taken again").statusCode());
            assertEquals(
                    1,
                    herald.log().stream()
                            .filter(line -> line.contains("is=REFUSED"))
                            .count(),
                    "told once");
        }
    }

    @Test
    void redis_away_for_all_is_degraded_and_ready() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = start(redis.settings())) {
            Api api = new Api(herald.baseUri(), "");
            redis.hang();
            Await.until("told", () -> {
                HttpResponse<String> ready = api.get(READY);
                assertEquals(200, ready.statusCode(), ready::body);
                return ready.body().contains("degraded: away");
            });
            assertTrue(api.get("/q/metrics").body().contains("herald_degraded{part=\"redis\"} 1.0"));
            redis.resume();
            Await.until("heard again", () -> api.get(READY).body().contains("heard"));
        }
    }

    @Test
    void a_rollout_to_an_address_where_no_redis_is_stops_at_the_first_instance() {
        String nobody = "redis://127.0.0.1:" + Ports.free();
        assertNeverReady(Map.of("quarkus.redis.hosts", nobody), "not reached since the start");
    }

    @Test
    void a_rollout_with_a_wrong_password_stops_at_the_first_instance() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.ask("ACL", "SETUSER", "default", "resetpass", ">right");
            String wrong = redis.url().replace("//", "//default:wrong@");
            assertNeverReady(Map.of("quarkus.redis.hosts", wrong), "not reached since the start");
        }
    }

    @Test
    void an_instance_that_starts_before_redis_becomes_ready_when_redis_comes() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.kill();
            Map<String, String> settings = new TreeMap<>(TestServers.settings());
            settings.putAll(redis.settings());
            try (HeraldProcess herald = HeraldProcess.launch(settings)) {
                herald.awaitStarted();
                assertEquals(503, new Api(herald.baseUri(), "").get(READY).statusCode());
                redis.start();
                herald.awaitReady();
            }
        }
    }

    /** One that takes less for silence than it would by itself. */
    private static HeraldProcess start(Map<String, String> redis) {
        Map<String, String> settings = new TreeMap<>(redis);
        settings.put("herald.log.block", "500ms");
        return HeraldProcess.start(settings);
    }

    /** An instance that starts must not take the place of another for the time that it takes to find out. */
    private static void assertNeverReady(Map<String, String> redis, String reason) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(redis);
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            Api api = new Api(herald.baseUri(), "");
            herald.awaitAnswer();
            Await.until("red from the start", () -> {
                HttpResponse<String> ready = api.get(READY);
                assertEquals(503, ready.statusCode(), ready::body);
                return ready.body().contains(reason);
            });
        }
    }

    private static void awaitRed(Api api, String reason) {
        Await.until("red for " + reason, () -> {
            HttpResponse<String> ready = api.get(READY);
            return ready.statusCode() == 503 && ready.body().contains(reason);
        });
    }

    private static void awaitGreen(Api api, String state) {
        Await.until("green", () -> {
            HttpResponse<String> ready = api.get(READY);
            return ready.statusCode() == 200 && ready.body().contains(state);
        });
    }
}
