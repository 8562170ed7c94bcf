package io.herald.redis.connection;

import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look-up of the cluster's slots that fails does not prevent the next one. */
class ClusterServersTest {

    private static final String NODE = "127.0.0.1:7000";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger malformed = new AtomicInteger();
    private final HandMadeRedis redis = new HandMadeRedis(command -> slots());
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
    void a_client_that_cannot_be_created_is_no_reason_not_to_ask_other_nodes() {
        clients.clientFaults.set(1);
        assertFound();
    }

    @Test
    void an_answer_that_cannot_be_read_is_no_reason_not_to_ask_other_nodes() {
        malformed.set(1);
        assertFound();
    }

    @Test
    void clients_that_cannot_be_created_are_created_at_the_next_look_up() {
        clients.clientFaults.set(2);
        assertFound();
    }

    @Test
    void a_listener_that_throws_keeps_the_change_from_no_other() {
        AtomicInteger told = new AtomicInteger();
        servers.onChange(() -> {
            throw new AssertionError("expected by the test");
        });
        servers.onChange(told::incrementAndGet);
        assertFound();
        Await.until("the change is told", () -> told.get() == 1);
    }

    private void assertFound() {
        Await.until("the slots are found", () -> {
            servers.reportError("any");
            return NODE.equals(servers.serverOf("key"));
        });
    }

    private byte[] slots() {
        if (takeOne(malformed)) {
            return HandMadeRedis.array("not", "slots");
        }
        byte[] node = HandMadeRedis.array("127.0.0.1", "7000");
        byte[] range = HandMadeRedis.array(List.of(HandMadeRedis.bulk("0"), HandMadeRedis.bulk("16383"), node));
        return HandMadeRedis.array(List.of(range));
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
    }

    private final class FaultyClients implements NodeClients {

        private final AtomicInteger settingFaults = new AtomicInteger();
        private final AtomicInteger clientFaults = new AtomicInteger();

        @Override
        public List<String> configuredNodes() {
            if (takeOne(settingFaults)) {
                throw new AssertionError("expected by the test");
            }
            return List.of("one", "other");
        }

        @Override
        public Redis createClient(String server, Runnable onRead) {
            if (takeOne(clientFaults)) {
                throw new AssertionError("expected by the test");
            }
            return redis.client(vertx, onRead);
        }
    }
}
