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
import org.junit.jupiter.api.Test;

/** What the log could not keep its promises on is refused, in one line. */
class UnsuitableRedisIT {

    @Test
    void redis_that_evicts_is_refused_at_the_start() {
        try (RedisServerProcess redis = RedisServerProcess.started("--maxmemory-policy", "allkeys-lru")) {
            String line = refusal(redis.settings());
            assertTrue(line.contains("the maxmemory-policy of Redis is allkeys-lru"), line);
            assertTrue(line.contains("set it to noeviction"), line);
        }
    }

    @Test
    void redis_that_is_away_at_the_start_is_refused_when_it_comes_and_evicts() {
        try (RedisServerProcess redis = RedisServerProcess.started("--maxmemory-policy", "volatile-ttl")) {
            redis.kill();
            try (HeraldProcess herald = launch(redis.settings())) {
                herald.awaitStarted();
                redis.start();
                assertRefused(herald);
            }
        }
    }

    @Test
    void a_service_that_runs_only_complains() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Await.until("it is opened", () -> logged(herald, "tail.opened"));
            redis.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            redis.execute("CLIENT", "KILL", "TYPE", "normal");
            Await.until("it complains", () -> logged(herald, "redis.requirements.violated"));
            herald.awaitReady();
        }
    }

    /** The rights are those that docs/redis.md asks for, but for INFO. */
    @Test
    void redis_that_does_not_tell_is_trusted_with_one_warning() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute(
                    ("ACL SETUSER herald on >secret ~herald:* +@read +@write +@stream +@scripting +hello +ping +time")
                            .split(" "));
            String url = redis.url().replace("//", "//herald:secret@");
            try (HeraldProcess herald = HeraldProcess.start(Map.of("quarkus.redis.hosts", url))) {
                Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
                Await.until(
                        "it takes events", () -> api.notify("alice", "hello").statusCode() == 202);
                assertEquals(
                        1,
                        herald.log().stream()
                                .filter(line -> line.contains("redis.requirements.unverified"))
                                .count());
            }
        }
    }

    @Test
    void settings_that_make_no_sense_are_named_in_one_line() {
        String line = refusal(Map.of("herald.log.partitions", "0", "herald.log.block", "0s"));
        assertTrue(line.contains("herald.log.partitions=0 must be 1 to 1024, herald.log.block"), line);
    }

    private static String refusal(Map<String, String> different) {
        try (HeraldProcess herald = launch(different)) {
            return assertRefused(herald);
        }
    }

    private static HeraldProcess launch(Map<String, String> different) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(different);
        return HeraldProcess.launch(settings);
    }

    private static String assertRefused(HeraldProcess herald) {
        assertEquals(1, herald.exitCode());
        List<String> told = herald.log().stream()
                .filter(line -> line.contains("Herald does not start"))
                .toList();
        assertEquals(1, told.size(), () -> String.join("\n", herald.log()));
        return told.get(0);
    }

    private static boolean logged(HeraldProcess herald, String text) {
        return herald.log().stream().anyMatch(line -> line.contains(text));
    }
}
