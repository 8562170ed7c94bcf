package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service rejects a Redis on which the log cannot keep its guarantees, with one log line. */
@Tag("extended")
class UnsuitableRedisIT {

    @Test
    void a_redis_that_evicts_is_rejected_at_startup() {
        try (RedisServerProcess redis = RedisServerProcess.started("--maxmemory-policy", "allkeys-lru")) {
            String line = startupFailure(redis.settings());
            assertTrue(line.contains("the maxmemory-policy of Redis is allkeys-lru"), line);
            assertTrue(line.contains("set it to noeviction"), line);
        }
    }

    @Test
    void a_redis_that_evicts_is_rejected_when_it_starts_after_the_service() {
        try (RedisServerProcess redis = RedisServerProcess.started("--maxmemory-policy", "volatile-ttl")) {
            redis.kill();
            try (HeraldProcess herald = launch(redis.settings())) {
                herald.awaitStarted();
                redis.start();
                assertStartupFails(herald);
            }
        }
    }

    @Test
    void a_running_service_only_logs_a_warning() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Await.until("the tail is opened", () -> logged(herald, "tail.opened"));
            redis.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            redis.execute("CLIENT", "KILL", "TYPE", "normal");
            Await.until("the warning is logged", () -> logged(herald, "redis.requirements.violated"));
            herald.awaitReady();
        }
    }

    /** The user has the permissions of docs/redis.md except INFO. */
    @Test
    void a_redis_that_does_not_report_its_policy_is_accepted_with_one_warning() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute(
                    ("ACL SETUSER herald on >secret ~herald:* +@read +@write +@stream +@scripting +hello +ping +time")
                            .split(" "));
            String url = redis.url().replace("//", "//herald:secret@");
            try (HeraldProcess herald = HeraldProcess.start(Map.of("quarkus.redis.hosts", url))) {
                Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
                Await.until(
                        "events are accepted",
                        () -> api.notify("alice", "hello").statusCode() == 202);
                assertEquals(
                        1,
                        herald.log().stream()
                                .filter(line -> line.contains("redis.requirements.unverified"))
                                .count());
            }
        }
    }

    @Test
    void one_log_line_names_the_invalid_settings() {
        String line = startupFailure(Map.of("herald.log.partitions", "0", "herald.log.block", "0s"));
        assertTrue(line.contains("herald.log.partitions=0 must be 1 to 1024, herald.log.block"), line);
    }

    private static String startupFailure(Map<String, String> additional) {
        try (HeraldProcess herald = launch(additional)) {
            return assertStartupFails(herald);
        }
    }

    private static HeraldProcess launch(Map<String, String> additional) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(additional);
        return HeraldProcess.launch(settings);
    }

    private static String assertStartupFails(HeraldProcess herald) {
        assertEquals(1, herald.exitCode());
        List<String> lines = herald.log().stream()
                .filter(line -> line.contains("Herald does not start"))
                .toList();
        assertEquals(1, lines.size(), () -> String.join("\n", herald.log()));
        return lines.get(0);
    }

    private static boolean logged(HeraldProcess herald, String text) {
        return herald.log().stream().anyMatch(line -> line.contains(text));
    }
}
