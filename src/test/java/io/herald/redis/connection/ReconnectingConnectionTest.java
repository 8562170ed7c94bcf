package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.testing.CapturedLog;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection is opened again after any exception. */
class ReconnectingConnectionTest {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final FakeRedisServer redis = new FakeRedisServer(command -> FakeRedisServer.OK);
    private final FaultyServers servers = new FaultyServers();
    private final FaultyUser user = new FaultyUser();
    private final ReconnectingConnection connection =
            new ReconnectingConnection("test", ServerResolver.toKey(servers, "key"), context, SILENCE, user);

    @AfterEach
    void close() {
        context.execute(connection::close);
        redis.close();
        vertx.close();
    }

    @Test
    void a_reply_handler_that_throws_receives_a_reply_on_the_next_connection() {
        user.handlerFaults.set(2);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
        assertEquals(3, redis.connections());
        assertEquals(2, user.lost.get());
    }

    @Test
    void a_request_that_cannot_be_sent_is_sent_on_the_next_connection() {
        user.requestFaults.set(1);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
        assertEquals(2, redis.connections());
    }

    @Test
    void a_user_that_throws_on_a_new_connection_receives_another_connection() {
        user.openFaults.set(1);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
        assertEquals(2, redis.connections());
    }

    @Test
    void a_user_that_throws_on_a_lost_connection_receives_another_connection() {
        user.handlerFaults.set(1);
        user.lossFaults.set(1);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
    }

    @Test
    void a_client_that_cannot_be_created_at_startup_is_created_later() {
        servers.clientFaults.set(2);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
        Await.until("ticks arrive", () -> user.ticks.get() > 0);
    }

    @Test
    void an_error_report_that_throws_does_not_delay_the_connection() {
        servers.reportFaults.set(1);
        servers.clientFaults.set(1);
        start();
        Await.until("a reply is handled", () -> user.handled.get() == 1);
        assertEquals(1, redis.connections());
    }

    @Test
    void an_outage_logs_one_line_at_its_start_and_one_at_its_end() {
        try (CapturedLog log = CapturedLog.of(ConnectionLogger.class.getName())) {
            servers.clientFaults.set(3);
            start();
            Await.until("the end is logged", () -> log.lines().size() > 1);
            assertEquals(
                    List.of(
                            "WARN redis.connection.failed connection=test reason=\"java.lang.AssertionError: expected by"
                                    + " the test\"",
                            "INFO redis.connection.restored connection=test"),
                    log.lines());
        }
    }

    private void start() {
        context.execute(connection::start);
    }

    private static void throwIfPositive(AtomicInteger faults) {
        if (faults.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            throw new AssertionError("expected by the test");
        }
    }

    private final class FaultyUser implements ReconnectingConnection.User {

        private final AtomicInteger openFaults = new AtomicInteger();
        private final AtomicInteger requestFaults = new AtomicInteger();
        private final AtomicInteger handlerFaults = new AtomicInteger();
        private final AtomicInteger lossFaults = new AtomicInteger();
        private final AtomicInteger handled = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final AtomicInteger ticks = new AtomicInteger();

        @Override
        public void opened(RedisConnection on) {
            throwIfPositive(openFaults);
            connection.request(
                    on,
                    () -> {
                        throwIfPositive(requestFaults);
                        return on.send(Request.cmd(Command.GET).arg("key"));
                    },
                    answer -> {
                        throwIfPositive(handlerFaults);
                        connection.markHealthy();
                        handled.incrementAndGet();
                    });
        }

        @Override
        public void lost(String reason) {
            lost.incrementAndGet();
            throwIfPositive(lossFaults);
        }

        @Override
        public void ticked() {
            ticks.incrementAndGet();
        }
    }

    private final class FaultyServers implements ServerLocator {

        private final AtomicInteger clientFaults = new AtomicInteger();
        private final AtomicInteger reportFaults = new AtomicInteger();

        @Override
        public String serverOf(String key) {
            return "redis";
        }

        @Override
        public Set<String> servers() {
            return Set.of("redis");
        }

        @Override
        public Redis createClient(String server, Runnable onRead) {
            throwIfPositive(clientFaults);
            return redis.client(vertx, onRead);
        }

        @Override
        public void reportError(String error) {
            throwIfPositive(reportFaults);
        }

        @Override
        public void onChange(Runnable listener) {}

        @Override
        public void close() {}
    }
}
