package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our own event loop stands still for longer than Redis may be silent, as in a collection of garbage. */
class PausedLoopTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final long WATCHES_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HandMadeRedis redis = new HandMadeRedis(this::answer);

    @AfterEach
    void close() {
        redis.close();
        vertx.close();
    }

    @Test
    void an_append_in_flight_is_answered_after_a_pause_of_our_own() throws Exception {
        RedisLink link = new RedisLink(ServerResolver.toKey(redis.alone(vertx), "key"), context, TIMEOUT);
        link.start();
        Await.until("it is connected", () -> outcome(link.send(ping(), TIMEOUT)) != null);
        Future<Response> answer = link.send(Request.cmd(Command.GET).arg("key"), TIMEOUT);
        asked.await();
        pauseThenAnswer();
        assertEquals("late", outcome(answer).toString());
        assertEquals(1, redis.connections(), "the connection is still the first");
    }

    @Test
    void a_redis_that_is_silent_itself_is_found_out() throws Exception {
        RedisLink link = new RedisLink(ServerResolver.toKey(redis.alone(vertx), "key"), context, TIMEOUT);
        link.start();
        Await.until("it is connected", () -> outcome(link.send(ping(), TIMEOUT)) != null);
        Future<Response> answer = link.send(Request.cmd(Command.GET).arg("key"), TIMEOUT);
        ExecutionException failure = assertThrows(ExecutionException.class, () -> outcome(answer));
        assertEquals(
                503,
                assertInstanceOf(ProblemException.class, failure.getCause())
                        .problem()
                        .status());
        Await.until("it connects anew", () -> redis.connections() > 1);
        released.countDown();
    }

    /** Redis answers only after the first looks that follow the pause: without it, the answer would be in time. */
    private void pauseThenAnswer() {
        context.execute(() -> {
            LockSupport.parkNanos(2 * TIMEOUT.toNanos());
            context.setTimer(WATCHES_MS, later -> released.countDown());
        });
    }

    private byte[] answer(List<String> command) {
        switch (command.get(0).toUpperCase()) {
            case "GET" -> {
                asked.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return HandMadeRedis.bulk("late");
            }
            default -> {
                return HandMadeRedis.OK;
            }
        }
    }

    private static Request ping() {
        return Request.cmd(Command.PING);
    }

    private static Response outcome(Future<Response> asked) throws Exception {
        return asked.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
