package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that need more than one attempt. */
class RedisLinksTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final RedisScript SCRIPT = new RedisScript("test", "return 'done'", "0123456789");
    private static final byte[] NO_SCRIPT = FakeRedisServer.error("NOSCRIPT No matching script. Please use EVAL.");
    private static final byte[] MOVED = FakeRedisServer.error("MOVED 3999 127.0.0.1:6381");

    private static final int LOOPS = 1;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private volatile long latencyMillis;
    private volatile boolean moved;
    private final FakeRedisServer first = new FakeRedisServer(command -> answer(command, moved));
    private final FakeRedisServer second = new FakeRedisServer(command -> answer(command, false));
    private final RedisLinks links =
            new RedisLinks(vertx, new FakeServerLocator(vertx, first, second), TIMEOUT, new NoLatencyListener());

    @AfterEach
    void close() {
        links.close();
        first.close();
        second.close();
        vertx.close();
    }

    @Test
    void a_script_runs_on_a_new_owner_of_the_slot_that_does_not_know_it() throws Exception {
        connect();
        moved = true;
        assertEquals("done", run().toString());
        assertEquals(0, first.times("EVAL"));
        assertEquals(1, second.times("EVAL"));
    }

    @Test
    void all_attempts_of_a_call_share_one_timeout() throws Exception {
        connect();
        latencyMillis = TIMEOUT.toMillis() * 3 / 4;
        long start = System.nanoTime();
        ExecutionException failure = assertThrows(ExecutionException.class, this::run);
        long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertEquals(
                503,
                assertInstanceOf(ProblemException.class, failure.getCause())
                        .problem()
                        .status());
        assertTrue(elapsed < 2 * latencyMillis, "within " + elapsed + " ms");
        assertEquals(1, first.times("EVAL"), "no second attempt");
    }

    @Test
    void a_late_call_fails_alone_while_other_calls_are_answered() throws Exception {
        connect();
        latencyMillis = TIMEOUT.toMillis() * 3 / 4;
        Future<Response> early = links.sendOnce("key", Request.cmd(Command.GET).arg("key"));
        Future<Response> late = links.sendOnce("key", Request.cmd(Command.GET).arg("key"));
        assertEquals("value", outcome(early).toString());
        assertThrows(ExecutionException.class, () -> outcome(late));
        latencyMillis = 0;
        assertEquals(
                "value",
                outcome(links.sendOnce("key", Request.cmd(Command.GET).arg("key")))
                        .toString());
    }

    @Test
    void a_listener_learns_that_a_connection_is_lost() {
        AtomicInteger lost = new AtomicInteger();
        links.onLost(connection -> lost.incrementAndGet());
        connect();
        assertEquals(0, lost.get());
        first.close();
        Await.until("the loss is reported", () -> lost.get() > 0);
    }

    /** Connects every loop to every server. */
    private void connect() {
        links.start();
        Await.until("all links are connected", () -> first.connections() >= LOOPS && second.connections() >= LOOPS);
        Await.until("all links answer", () -> {
            for (int i = 0; i < 10; i++) {
                outcome(links.sendOnce("key", Request.cmd(Command.GET).arg("key")));
            }
            return true;
        });
    }

    private byte[] answer(List<String> command, boolean isMoved) {
        LockSupport.parkNanos(latencyMillis * 1_000_000);
        if (isMoved) {
            return MOVED;
        }
        return switch (command.get(0).toUpperCase()) {
            case "EVALSHA" -> NO_SCRIPT;
            case "EVAL" -> FakeRedisServer.bulk("done");
            default -> FakeRedisServer.bulk("value");
        };
    }

    private Response run() throws Exception {
        return outcome(links.run(SCRIPT, List.of("key"), List.of()));
    }

    private static Response outcome(Future<Response> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
