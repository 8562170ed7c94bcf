package io.herald.redis.work;

import io.herald.redis.connection.HandMadeRedis;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.connection.UntimedCalls;
import io.herald.redis.work.WorkQueries.WorkScripts;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader of a queue with one entry. */
class WorkReaderTest {

    private static final Duration BLOCK = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch testEnded = new CountDownLatch(1);
    private final HandMadeRedis redis = new HandMadeRedis(this::answer);
    private final RedisLinks links = new RedisLinks(vertx, redis.alone(vertx), BLOCK, new UntimedCalls());
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void close() {
        testEnded.countDown();
        redis.close();
        vertx.close();
    }

    @Test
    void an_entry_whose_handler_throws_is_processed_again() {
        WorkQueries queries = new WorkQueries(0, "work", "group", BLOCK, links, WorkScripts.load());
        WorkReader reader = new WorkReader(
                queries, ServerResolver.toKey(redis.alone(vertx), "work"), EventLoopContext.next(vertx), work -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new AssertionError("expected by the test");
                    }
                    return Uni.createFrom().item(List.of());
                });
        reader.start();
        Await.until("the entry is processed again", () -> calls.get() == 2);
        Await.until("the reader continues", () -> redis.times("XREADGROUP") > 1);
        reader.close();
    }

    private byte[] answer(List<String> command) {
        return switch (command.get(0).toUpperCase()) {
            case "XAUTOCLAIM" -> HandMadeRedis.array(List.of(HandMadeRedis.bulk("0-0"), HandMadeRedis.array()));
            case "XREADGROUP" -> redis.times("XREADGROUP") == 1 ? oneEntry() : nothing();
            default -> HandMadeRedis.OK;
        };
    }

    private static byte[] oneEntry() {
        byte[] fields = HandMadeRedis.array("c", "everyone", "e", "news", "b", ",\"data\":1}");
        byte[] entry = HandMadeRedis.array(List.of(HandMadeRedis.bulk("1-0"), fields));
        return HandMadeRedis.array(
                List.of(HandMadeRedis.array(List.of(HandMadeRedis.bulk("work"), HandMadeRedis.array(List.of(entry))))));
    }

    private byte[] nothing() {
        try {
            testEnded.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return HandMadeRedis.NIL;
    }
}
