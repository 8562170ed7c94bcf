package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.redis.connection.HandMadeRedis;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.connection.UntimedCalls;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The event loop pauses for longer than Redis may be silent, as in a garbage collection. */
class PausedWorkReaderTest {

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
    void work_that_is_waited_for_arrives_on_the_same_connection_after_a_pause_of_our_own() throws Exception {
        WorkQueries queries =
                new WorkQueries(0, "work", "group", TIMEOUT.dividedBy(2), links(), WorkQueries.WorkScripts.load());
        WorkReader reader =
                new WorkReader(queries, ServerResolver.toKey(redis.alone(vertx), "work"), context, work -> null);
        reader.start();
        asked.await();
        int connections = redis.connections();
        pauseThenAnswer();
        Await.until("it asks again", () -> redis.times("XREADGROUP") > 1);
        assertEquals(connections, redis.connections(), "the connection is still the first");
        reader.close();
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
            case "XREADGROUP" -> {
                asked.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return HandMadeRedis.NIL;
            }
            case "XAUTOCLAIM" -> {
                return HandMadeRedis.array(List.of(HandMadeRedis.bulk("0-0"), HandMadeRedis.array()));
            }
            default -> {
                return HandMadeRedis.OK;
            }
        }
    }

    private RedisLinks links() {
        return new RedisLinks(vertx, redis.alone(vertx), TIMEOUT, new UntimedCalls());
    }
}
