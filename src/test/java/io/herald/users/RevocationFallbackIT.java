package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance that starts without PostgreSQL rejects revoked tokens. */
@Tag("extended")
class RevocationFallbackIT {

    /** A path that works without PostgreSQL. */
    private static final String OWN_CHANNEL = "/api/v1/channels/user:alice/events";

    private final RedisServerProcess redis = RedisServerProcess.started();
    private final PostgresServerProcess postgres = PostgresServerProcess.started();
    private final String revoked = Tokens.of("alice").claim("jti", "one").sign();
    private final String valid = Tokens.of("alice").claim("jti", "two").sign();

    @AfterEach
    void close() {
        redis.close();
        postgres.close();
    }

    @Test
    void the_copy_in_redis_is_used_and_without_one_all_tokens_are_rejected() {
        try (HeraldProcess first = HeraldProcess.start(settings())) {
            first.awaitSchema();
            String admin = Tokens.of("root").groups("admin").sign();
            Api api = new Api(first.baseUri(), admin);
            String path = "/api/v1/users/alice/revocations";
            assertEquals(204, api.post(path, "{\"jti\":\"one\"}").statusCode());
            Await.until("the copy is complete", () -> redis.execute("ZSCORE", "{herald:copy:revocations}", "") != null);
        }
        postgres.kill();
        try (HeraldProcess second = HeraldProcess.start(settings())) {
            assertEquals(401, status(second, revoked));
            assertEquals("200 503", status(second, valid) + " " + inbox(second));
        }
        redis.flush();
        try (HeraldProcess third = HeraldProcess.launch(allSettings())) {
            Await.until("the instance rejects calls", () -> status(third, valid) == 503);
            assertEquals(503, health(third));
            SseClient stream = SseClient.open(third.baseUri().resolve("/api/v1/stream"), valid);
            assertEquals(200, stream.status());
            stream.await("unavailable");
            assertFalse(third.log().stream().anyMatch(line -> line.contains("\"ERROR\"")));
            postgres.start();
            third.awaitReady();
            assertEquals(401, status(third, revoked));
            assertEquals(200, status(third, valid));
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(postgres.settings());
        settings.putAll(redis.settings());
        return settings;
    }

    private Map<String, String> allSettings() {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(settings());
        return settings;
    }

    private static int status(HeraldProcess instance, String token) {
        return new Api(instance.baseUri(), token).get(OWN_CHANNEL).statusCode();
    }

    private int inbox(HeraldProcess instance) {
        return new Api(instance.baseUri(), valid).get("/api/v1/inbox").statusCode();
    }

    private int health(HeraldProcess instance) {
        return new Api(instance.baseUri(), valid).get("/q/health/ready").statusCode();
    }
}
