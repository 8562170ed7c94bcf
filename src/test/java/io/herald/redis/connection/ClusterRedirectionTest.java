package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The masters follow the redirections of Redis at once, and the slot map of the nodes soon. */
class ClusterRedirectionTest {

    private static final int SLOT = HashSlot.of("key");

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final CountDownLatch testEnded = new CountDownLatch(1);
    private final AtomicInteger hangs = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final FakeRedisServer redis = new FakeRedisServer(command -> slots());
    private final ClusterServers servers = new ClusterServers(new TwoNodes(), context);
    private volatile String host = "127.0.0.1";

    @AfterEach
    void close() {
        testEnded.countDown();
        servers.close();
        redis.close();
        vertx.close();
    }

    private void lookUp() {
        servers.reportError("CLUSTERDOWN");
        Await.until("the look-up ends", Duration.ofSeconds(10), () -> servers.serverOf("key") != null);
        servers.onChange(changes::incrementAndGet);
    }

    @Test
    void a_redirection_moves_its_slot_at_once_and_no_other() {
        lookUp();
        servers.reportError("MOVED " + SLOT + " 10.0.0.2:7001");
        assertEquals("10.0.0.2:7001", servers.serverOf("key"));
        assertEquals("127.0.0.1:7000", servers.serverOf("another key"));
        assertNotEquals(SLOT, HashSlot.of("another key"));
        assertEquals(1, changes.get());
    }

    @Test
    void a_redirection_without_a_host_keeps_the_host() {
        lookUp();
        servers.reportError("MOVED " + SLOT + " :7001");
        assertEquals("127.0.0.1:7001", servers.serverOf("key"));
    }

    @Test
    void a_redirection_to_the_known_master_is_no_change() {
        lookUp();
        servers.reportError("MOVED " + SLOT + " 127.0.0.1:7000");
        assertEquals(0, changes.get());
    }

    @Test
    void a_node_that_accepts_connections_and_does_not_answer_delays_the_lookup_for_a_second_only() {
        hangs.set(1);
        lookUp();
        assertEquals(2, redis.times("CLUSTER"));
    }

    @Test
    void many_errors_at_once_cause_one_lookup() {
        for (int i = 0; i < 100; i++) {
            servers.reportError("connection closed");
        }
        lookUp();
        assertEquals(1, redis.times("CLUSTER"));
    }

    @Test
    void there_is_no_lookup_after_the_end() throws InterruptedException {
        servers.close();
        servers.reportError("connection closed");
        CountDownLatch reported = new CountDownLatch(1);
        context.execute(reported::countDown);
        reported.await();
        assertNull(servers.serverOf("key"));
        assertEquals(0, redis.connections());
    }

    @ParameterizedTest
    @CsvSource({"'', 10.0.0.1:7000", "redis.example, redis.example:7000", "fe80::1, [fe80::1]:7000"})
    void a_master_is_addressed_by_its_host_or_by_that_of_the_node_that_replied(String given, String server) {
        host = given;
        lookUp();
        assertEquals(server, servers.serverOf("key"));
    }

    @Test
    void a_master_whose_host_the_cluster_does_not_know_yet_is_none() {
        host = "?";
        servers.reportError("connection closed");
        Await.until("both nodes are queried", () -> redis.times("CLUSTER") == 2);
        assertNull(servers.serverOf("key"));
    }

    private byte[] slots() {
        if (hangs.getAndDecrement() > 0) {
            try {
                testEnded.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] node = FakeRedisServer.array(host, "7000");
        byte[] range = FakeRedisServer.array(List.of(FakeRedisServer.bulk("0"), FakeRedisServer.bulk("16383"), node));
        return FakeRedisServer.array(List.of(range));
    }

    private final class TwoNodes implements NodeClients {

        @Override
        public List<String> configuredNodes() {
            return List.of("10.0.0.1:7000", "10.0.0.2:7000");
        }

        @Override
        public Redis createClient(String server, Runnable onRead) {
            return redis.client(vertx, onRead);
        }
    }
}
