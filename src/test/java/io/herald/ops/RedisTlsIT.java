package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.dev.FreePorts;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutual TLS to Redis servers, including servers whose addresses a sentinel reports. */
@Tag("extended")
class RedisTlsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Certificates certificates = Certificates.of("redis");
    private final String user = "tls-" + UUID.randomUUID();

    @Test
    void connections_to_sentinels_and_their_master_use_tls_also_after_a_failover() {
        try (RedisSentinels sentinels = RedisSentinels.started(certificates)) {
            Map<String, String> settings = new TreeMap<>(sentinels.settings());
            settings.putAll(tls(sentinels.tlsUrls()));
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                assertDelivers(herald, "before");
                assertAllEncrypted(sentinels.master());
                sentinels.master().kill();
                assertDelivers(herald, "after");
                assertAllEncrypted(sentinels.replica());
            }
        }
    }

    @Test
    void a_redis_with_a_certificate_for_another_name_is_rejected() {
        Certificates elsewhere = Certificates.of("redis", "dns:redis.example.com");
        int port = FreePorts.free();
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(tls(elsewhere, "rediss://localhost:" + port));
        try (RedisServerProcess redis =
                        RedisServerProcess.started(elsewhere.redis(port).toArray(String[]::new));
                HeraldProcess herald = HeraldProcess.launch(settings)) {
            herald.awaitStarted();
            assertEquals(503, send(herald, "nowhere"));
            assertEquals(List.of(), redis.execute("KEYS", "*"));
        }
    }

    /** Sends a new notification on every attempt, because a failover may lose earlier ones. */
    private void assertDelivers(HeraldProcess herald, String title) {
        Await.until("the notification is accepted", TIMEOUT, () -> send(herald, title) == 202);
        Await.until("the notification is delivered", TIMEOUT, () -> isDelivered(herald, title));
    }

    /** Opens a new stream on every attempt: the instance answers `unavailable` until its tail readers are connected. */
    private boolean isDelivered(HeraldProcess herald, String title) {
        String token = Tokens.of(user).sign();
        try (SseClient stream = SseClient.open(herald.baseUri().resolve("/api/v1/stream?since=earliest"), token)) {
            return stream.awaitIfServed(event -> event.data().contains(title)) != null;
        }
    }

    private int send(HeraldProcess herald, String title) {
        return new Api(herald.baseUri(), Tokens.publisher("billing"))
                .notify(user, title)
                .statusCode();
    }

    /** Ignores the connection of this query, and waits until Redis has closed those of earlier queries. */
    private static void assertAllEncrypted(RedisServerProcess server) {
        String plain = "laddr=127.0.0.1:" + server.port() + " ";
        Await.until(
                "no other unencrypted client",
                () -> clients(server).filter(client -> client.contains(plain)).count() == 1);
        assertNotEquals(1, clients(server).count(), "no encrypted client");
    }

    private static Stream<String> clients(RedisServerProcess server) {
        return server.execute("CLIENT", "LIST").toString().lines();
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
