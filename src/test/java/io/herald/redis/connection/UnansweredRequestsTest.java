package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests on a link whose Redis never answers. */
class UnansweredRequestsTest {

    /** Longer than the timeout of the requests, so that the connection stays open. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** The resolution of timers. */
    private static final long ONE_MILLISECOND = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final CountDownLatch testEnded = new CountDownLatch(1);
    private final FakeRedisServer redis = new FakeRedisServer(this::answer);
    private final RedisLink link =
            new RedisLink(ServerResolver.toKey(redis.alone(vertx), "key"), context, SILENCE, lost -> {});
    private final AtomicInteger failed = new AtomicInteger();

    @AfterEach
    void close() {
        testEnded.countDown();
        link.close();
        redis.close();
        vertx.close();
    }

    @Test
    void all_late_requests_fail_in_the_same_turn_although_a_caller_sends_new_ones() {
        link.start();
        Await.until("the link is connected", this::ping);
        // The queue of requests in flight then wraps around its array, and grows when the caller sends new requests.
        IntStream.range(0, 10).forEach(i -> ping());
        AtomicInteger failedBeforeNextTurn = new AtomicInteger();
        context.execute(() -> {
            get(TIMEOUT).onFailure(late -> {
                IntStream.range(0, 100).forEach(i -> get(SILENCE));
                context.loop().execute(() -> failedBeforeNextTurn.set(failed.get()));
            });
            for (int i = 0; i < 10; i++) {
                get(TIMEOUT).onFailure(late -> failed.incrementAndGet());
            }
            // Each request has a deadline of its own. The loop stays busy until all have passed.
            long allLate = System.nanoTime() + TIMEOUT.toNanos() + ONE_MILLISECOND;
            Await.until("all are late", () -> System.nanoTime() > allLate);
        });
        Await.until("the next turn has run", () -> failedBeforeNextTurn.get() > 0);
        assertEquals(10, failedBeforeNextTurn.get());
    }

    private Future<Response> get(Duration timeout) {
        return link.send(Request.cmd(Command.GET).arg("key"), timeout, null);
    }

    private byte[] answer(List<String> command) {
        try {
            testEnded.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FakeRedisServer.OK;
    }

    private boolean ping() {
        Future<Response> answer = link.send(Request.cmd(Command.PING), SILENCE, null);
        Await.until("the request is complete", answer::isComplete);
        return answer.succeeded();
    }
}
