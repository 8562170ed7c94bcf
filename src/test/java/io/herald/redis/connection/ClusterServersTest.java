package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A failed lookup of the cluster slots does not prevent the next lookup. */
class ClusterServersTest {

    private static final String NODE = "127.0.0.1:7000";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger malformed = new AtomicInteger();
    private final AtomicInteger empty = new AtomicInteger();
    private final AtomicInteger partial = new AtomicInteger();
    private final FakeRedisServer redis = new FakeRedisServer(command -> slots());
    private final FaultyClients clients = new FaultyClients();
    private final ClusterServers servers = new ClusterServers(clients, EventLoopContext.next(vertx));

    @AfterEach
    void close() {
        servers.close();
        redis.close();
        vertx.close();
    }

    @Test
    void settings_that_cannot_be_read_are_read_again() {
        clients.settingFaults.set(1);
        assertFound();
    }

    @Test
    void other_nodes_are_queried_when_a_client_cannot_be_created() {
        clients.clientFaults.set(1);
        assertFound();
    }

    @Test
    void other_nodes_are_queried_when_an_answer_cannot_be_read() {
        malformed.set(1);
        assertFound();
    }

    @Test
    void other_nodes_are_queried_when_a_node_knows_no_slots() {
        empty.set(1);
        servers.reportError("any");
        Await.until("the slots are found", () -> NODE.equals(servers.serverOf("key")));
    }

    @Test
    void a_node_that_knows_no_slots_closes_no_links() {
        assertKnownAfterAnotherLookup(empty);
    }

    @Test
    void a_node_that_knows_some_slots_closes_no_links_to_the_masters_of_the_others() {
        assertKnownAfterAnotherLookup(partial);
    }

    /** All nodes are queried, because none of them knows all slots. */
    private void assertKnownAfterAnotherLookup(AtomicInteger fault) {
        AtomicInteger notifications = new AtomicInteger();
        servers.onChange(notifications::incrementAndGet);
        assertFound();
        Await.until("the listener is notified of the slots", () -> notifications.get() == 1);
        fault.set(Integer.MAX_VALUE);
        int before = redis.times("CLUSTER");
        Await.until("all nodes are queried", () -> {
            servers.reportError("any");
            return redis.times("CLUSTER") > before + 3;
        });
        assertEquals(NODE, servers.serverOf("key"));
        assertEquals(1, notifications.get());
    }

    @Test
    void the_next_lookup_creates_clients_that_could_not_be_created() {
        clients.clientFaults.set(2);
        assertFound();
    }

    @Test
    void a_listener_that_throws_does_not_prevent_the_notification_of_others() {
        AtomicInteger notifications = new AtomicInteger();
        servers.onChange(() -> {
            throw new AssertionError("expected by the test");
        });
        servers.onChange(notifications::incrementAndGet);
        assertFound();
        Await.until("the other listener is notified", () -> notifications.get() == 1);
    }

    private void assertFound() {
        Await.until("the slots are found", () -> {
            servers.reportError("any");
            return NODE.equals(servers.serverOf("key"));
        });
    }

    private byte[] slots() {
        if (decrement(malformed)) {
            return FakeRedisServer.array("not", "slots");
        }
        if (decrement(empty)) {
            return FakeRedisServer.array();
        }
        String last = decrement(partial) ? "100" : "16383";
        byte[] node = FakeRedisServer.array("127.0.0.1", "7000");
        byte[] range = FakeRedisServer.array(List.of(FakeRedisServer.bulk("0"), FakeRedisServer.bulk(last), node));
        return FakeRedisServer.array(List.of(range));
    }

    private static boolean decrement(AtomicInteger remaining) {
        return remaining.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
    }

    private final class FaultyClients implements NodeClients {

        private final AtomicInteger settingFaults = new AtomicInteger();
        private final AtomicInteger clientFaults = new AtomicInteger();

        @Override
        public List<String> configuredNodes() {
            if (decrement(settingFaults)) {
                throw new AssertionError("expected by the test");
            }
            return List.of("one", "other");
        }

        @Override
        public Redis createClient(String server, Runnable onRead) {
            if (decrement(clientFaults)) {
                throw new AssertionError("expected by the test");
            }
            return redis.client(vertx, onRead);
        }
    }
}
