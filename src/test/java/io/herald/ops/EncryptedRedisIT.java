package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.dev.Ports;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisSentinels;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** TLS to several servers, where both sides show a certificate: whatever address one tells of another is spoken to in the same way. */
class EncryptedRedisIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Certificates certificates = Certificates.of("redis");
    private final String user = "tls-" + UUID.randomUUID();

    @Test
    void sentinels_and_the_master_that_they_name_are_spoken_to_over_tls_also_after_a_failover() {
        try (RedisSentinels sentinels = RedisSentinels.started(certificates)) {
            Map<String, String> settings = new TreeMap<>(sentinels.settings());
            settings.putAll(tls(sentinels.tlsUrls()));
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                works(herald, "before");
                assertNothingInTheClear(sentinels.master());
                sentinels.master().kill();
                works(herald, "after");
                assertNothingInTheClear(sentinels.replica());
            }
        }
    }

    @Test
    void a_redis_whose_certificate_is_for_another_name_is_not_talked_to() {
        Certificates elsewhere = Certificates.of("redis", "dns:redis.example.com");
        int port = Ports.free();
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(tls(elsewhere, "rediss://localhost:" + port));
        try (RedisServerProcess redis =
                        RedisServerProcess.started(elsewhere.redis(port).toArray(String[]::new));
                HeraldProcess herald = HeraldProcess.launch(settings)) {
            herald.awaitStarted();
            assertEquals(503, sent(herald, "nowhere"));
            assertEquals(List.of(), redis.ask("KEYS", "*"));
        }
    }

    /** What was sent before a failover may be lost with it, so each time it is another one. */
    private void works(HeraldProcess herald, String title) {
        Await.until("it is taken", PATIENCE, () -> sent(herald, title) == 202);
        Await.until("it is read", PATIENCE, () -> isRead(herald, title));
    }

    /** Who comes while the reader of the log is still on its way is told `unavailable`, and comes again. */
    private boolean isRead(HeraldProcess herald, String title) {
        String token = Tokens.of(user).sign();
        try (SseClient stream = SseClient.open(herald.baseUri().resolve("/api/v1/stream?since=earliest"), token)) {
            return stream.awaitIfServed(event -> event.data().contains(title)) != null;
        }
    }

    private int sent(HeraldProcess herald, String title) {
        return new Api(herald.baseUri(), Tokens.publisher("billing"))
                .notify(user, title)
                .statusCode();
    }

    /** But for this test's own question, and an earlier one of which Redis has not seen the end yet. */
    private static void assertNothingInTheClear(RedisServerProcess server) {
        String plain = "laddr=127.0.0.1:" + server.port() + " ";
        Await.until(
                "nobody else",
                () -> clients(server).filter(client -> client.contains(plain)).count() == 1);
        assertNotEquals(1, clients(server).count(), "nobody at all");
    }

    private static Stream<String> clients(RedisServerProcess server) {
        return server.ask("CLIENT", "LIST").toString().lines();
    }

    private Map<String, String> tls(String hosts) {
        return tls(certificates, hosts);
    }

    private static Map<String, String> tls(Certificates certificates, String hosts) {
        return Map.of(
                "quarkus.redis.hosts",
                hosts,
                "quarkus.redis.tls-configuration-name",
                "redis",
                "quarkus.tls.redis.trust-store.pem.certs",
                certificates.certificate().toString(),
                "quarkus.tls.redis.key-store.p12.path",
                certificates.keyStore().toString(),
                "quarkus.tls.redis.key-store.p12.password",
                Certificates.PASSWORD);
    }
}
