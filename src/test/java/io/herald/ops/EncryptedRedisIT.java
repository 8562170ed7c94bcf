package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisCluster;
import io.herald.testing.RedisSentinels;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.herald.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** TLS to several servers, where both sides show a certificate: whatever address one tells of another is spoken to in the same way. */
class EncryptedRedisIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Certificates certificates = Certificates.of("redis");
    private final String user = "tls-" + UUID.randomUUID();

    @Test
    void the_servers_of_a_cluster_are_spoken_to_over_tls() {
        try (RedisCluster cluster = RedisCluster.started(certificates)) {
            Map<String, String> settings = new TreeMap<>(cluster.settings());
            settings.putAll(tls(cluster.tlsUrls()));
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                works(herald);
                cluster.nodes().forEach(EncryptedRedisIT::assertNothingInTheClear);
            }
        }
    }

    @Test
    void sentinels_and_the_master_that_they_name_are_spoken_to_over_tls_also_after_a_failover() {
        try (RedisSentinels sentinels = RedisSentinels.started(certificates)) {
            Map<String, String> settings = new TreeMap<>(sentinels.settings());
            settings.putAll(tls(sentinels.tlsUrls()));
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                works(herald);
                assertNothingInTheClear(sentinels.master());
                sentinels.master().kill();
                Waiting.until(
                        "the replica has taken over",
                        PATIENCE,
                        () -> sent(herald).equals(202));
                works(herald);
                assertNothingInTheClear(sentinels.replica());
            }
        }
    }

    private void works(HeraldProcess herald) {
        Api reader = new Api(herald.baseUri(), Tokens.of(user).sign());
        Waiting.until("it is taken", PATIENCE, () -> sent(herald).equals(202));
        try (SseClient stream = SseClient.open(reader.stream("?since=earliest"), reader.token())) {
            stream.await("notification");
        }
    }

    private Integer sent(HeraldProcess herald) {
        return new Api(herald.baseUri(), Tokens.publisher("billing"))
                .notify(user, "Encrypted")
                .statusCode();
    }

    /** But for this test's own question. */
    private static void assertNothingInTheClear(RedisServerProcess server) {
        String plain = "laddr=127.0.0.1:" + server.port() + " ";
        List<String> clients = server.ask("CLIENT", "LIST").toString().lines().toList();
        assertEquals(
                1, clients.stream().filter(client -> client.contains(plain)).count(), clients.toString());
    }

    private Map<String, String> tls(String hosts) {
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
