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

/** Whatever throws around a connection, it is opened again. */
class ReconnectingConnectionTest {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final HandMadeRedis redis = new HandMadeRedis(command -> HandMadeRedis.OK);
    private final FaultyServers servers = new FaultyServers();
    private final Asker asker = new Asker();
    private final ReconnectingConnection connection =
            new ReconnectingConnection("test", ServerRoute.toKey(servers, "key"), context, SILENCE, asker);

    @AfterEach
    void close() {
        context.execute(connection::close);
        redis.close();
        vertx.close();
    }

    @Test
    void a_handler_that_throws_gets_an_answer_on_the_next_connection() {
        asker.handlerFaults.set(2);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
        assertEquals(3, redis.connections());
        assertEquals(2, asker.lost.get());
    }

    @Test
    void a_request_that_cannot_be_sent_is_sent_on_the_next_connection() {
        asker.requestFaults.set(1);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
        assertEquals(2, redis.connections());
    }

    @Test
    void a_user_that_throws_on_a_new_connection_gets_another() {
        asker.openFaults.set(1);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
        assertEquals(2, redis.connections());
    }

    @Test
    void a_user_that_throws_on_a_lost_connection_gets_another() {
        asker.handlerFaults.set(1);
        asker.lossFaults.set(1);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
    }

    @Test
    void a_client_that_cannot_be_created_is_created_later_also_at_the_start() {
        servers.clientFaults.set(2);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
        Await.until("time passes", () -> asker.ticks.get() > 0);
    }

    @Test
    void a_doubt_that_throws_delays_nothing() {
        servers.doubtFaults.set(1);
        servers.clientFaults.set(1);
        start();
        Await.until("an answer is handled", () -> asker.handled.get() == 1);
        assertEquals(1, redis.connections());
    }

    @Test
    void an_outage_is_two_lines_of_the_log_its_beginning_and_its_end() {
        try (CapturedLog log = CapturedLog.of(ReconnectingConnection.class.getName())) {
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

    private static void throwIfLeft(AtomicInteger faults) {
        if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new AssertionError("expected by the test");
        }
    }

    private final class Asker implements ReconnectingConnection.User {

        private final AtomicInteger openFaults = new AtomicInteger();
        private final AtomicInteger requestFaults = new AtomicInteger();
        private final AtomicInteger handlerFaults = new AtomicInteger();
        private final AtomicInteger lossFaults = new AtomicInteger();
        private final AtomicInteger handled = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final AtomicInteger ticks = new AtomicInteger();

        @Override
        public void opened(RedisConnection on) {
            throwIfLeft(openFaults);
            connection.request(
                    on,
                    () -> {
                        throwIfLeft(requestFaults);
                        return on.send(Request.cmd(Command.GET).arg("key"));
                    },
                    answer -> {
                        throwIfLeft(handlerFaults);
                        connection.markHealthy();
                        handled.incrementAndGet();
                    });
        }

        @Override
        public void lost(String reason) {
            lost.incrementAndGet();
            throwIfLeft(lossFaults);
        }

        @Override
        public void ticked() {
            ticks.incrementAndGet();
        }
    }

    private final class FaultyServers implements ServerLocator {

        private final AtomicInteger clientFaults = new AtomicInteger();
        private final AtomicInteger doubtFaults = new AtomicInteger();

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
            throwIfLeft(clientFaults);
            return redis.client(vertx, onRead);
        }

        @Override
        public void reportError(String error) {
            throwIfLeft(doubtFaults);
        }

        @Override
        public void onChange(Runnable listener) {}

        @Override
        public void close() {}
    }
}
