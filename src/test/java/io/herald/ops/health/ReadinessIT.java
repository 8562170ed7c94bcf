package io.herald.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HangingProxy;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance is unready only if it is itself at fault. */
@Tag("extended")
class ReadinessIT {

    private static final String READY = "/q/health/ready";

    @Test
    void an_instance_is_unready_while_its_tail_reader_is_silently_cut_off() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HangingProxy proxy = HangingProxy.inFrontOf(redis, "XREAD");
                HeraldProcess herald = start(Map.of("quarkus.redis.hosts", proxy.url()))) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            proxy.wedge(true);
            awaitUnready(api, "\"stuck\"");
            assertEquals(202, api.notify("alice", "for other instances").statusCode());
            assertEquals(200, api.get("/q/health/live").statusCode());
            assertEquals(200, api.get("/q/health/started").statusCode());
            proxy.wedge(false);
            awaitReady(api, "receiving");
        }
    }

    @Test
    void rejected_writes_are_reported_with_the_reason_and_make_only_new_instances_unready() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = start(redis.settings())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            redis.execute("CONFIG", "SET", "min-replicas-to-write", "1");
            awaitReady(api, "degraded: refused: NOREPLICAS");
            assertEquals(503, api.notify("alice", "rejected").statusCode());
            assertEquals(200, api.get("/q/health/live").statusCode());
            assertEquals(1, api.metric("herald_degraded{part=\"writes\"}"));
            assertNeverReady(redis.settings(), "refused: NOREPLICAS");
            redis.execute("CONFIG", "SET", "min-replicas-to-write", "0");
            awaitReady(api, "accepted");
            assertEquals(202, api.notify("alice", "accepted again").statusCode());
            assertEquals(
                    1,
                    herald.log().stream()
                            .filter(line -> line.contains("outcome=REFUSED"))
                            .count(),
                    "logged once");
        }
    }

    @Test
    void a_running_instance_is_degraded_and_ready_while_redis_hangs() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = start(redis.settings())) {
            Api api = new Api(herald.baseUri(), "");
            redis.hang();
            Await.until("readiness reports that Redis is unreachable", () -> {
                HttpResponse<String> ready = api.get(READY);
                assertEquals(200, ready.statusCode(), ready::body);
                return ready.body().contains("degraded: unreachable");
            });
            assertTrue(api.get("/q/metrics").body().contains("herald_degraded{part=\"redis\"} 1.0"));
            redis.resume();
            Await.until("Redis is connected again", () -> api.get(READY).body().contains("receiving"));
        }
    }

    @Test
    void an_instance_with_a_wrong_redis_address_never_becomes_ready() {
        String unreachable = "redis://127.0.0.1:" + FreePorts.free();
        assertNeverReady(Map.of("quarkus.redis.hosts", unreachable), "not reached since the start");
    }

    @Test
    void an_instance_with_a_wrong_redis_password_never_becomes_ready() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("ACL", "SETUSER", "default", "resetpass", ">right");
            String wrong = redis.url().replace("//", "//default:wrong@");
            assertNeverReady(Map.of("quarkus.redis.hosts", wrong), "not reached since the start");
        }
    }

    @Test
    void an_instance_started_before_redis_becomes_ready_once_redis_starts() {
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

    /** Starts an instance that detects a silent connection sooner than by default. */
    private static HeraldProcess start(Map<String, String> redis) {
        Map<String, String> settings = new TreeMap<>(redis);
        settings.put("herald.log.block", "500ms");
        return HeraldProcess.start(settings);
    }

    /** A new instance must not be ready before it knows the fault: a rollout would replace working instances. */
    private static void assertNeverReady(Map<String, String> redis, String reason) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(redis);
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            Api api = new Api(herald.baseUri(), "");
            herald.awaitAnswer();
            Await.until("unready with the reason", () -> {
                HttpResponse<String> ready = api.get(READY);
                assertEquals(503, ready.statusCode(), ready::body);
                return ready.body().contains(reason);
            });
        }
    }

    private static void awaitUnready(Api api, String reason) {
        Await.until("unready because " + reason, () -> {
            HttpResponse<String> ready = api.get(READY);
            return ready.statusCode() == 503 && ready.body().contains(reason);
        });
    }

    private static void awaitReady(Api api, String state) {
        Await.until("ready", () -> {
            HttpResponse<String> ready = api.get(READY);
            return ready.statusCode() == 200 && ready.body().contains(state);
        });
    }
}
