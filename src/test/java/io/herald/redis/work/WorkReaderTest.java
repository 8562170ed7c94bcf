package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.connection.ServerResolver;
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
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(3);
    private static final String RENEW = RedisScript.load("renew").sha();

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch testEnded = new CountDownLatch(1);
    private final FakeRedisServer redis = new FakeRedisServer(this::answer);
    private final RedisLinks links = new RedisLinks(vertx, redis.alone(vertx), BLOCK, new NoLatencyListener());
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile boolean isClaimedByAnother;

    @AfterEach
    void close() {
        testEnded.countDown();
        redis.close();
        vertx.close();
    }

    /** A handler that fails once. */
    private WorkReader start() {
        links.start();
        WorkQueries queries = new WorkQueries(0, "work", "group", BLOCK, links, WorkScripts.load());
        WorkReader reader = new WorkReader(
                queries, ServerResolver.toKey(redis.alone(vertx), "work"), EventLoopContext.next(vertx), work -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new AssertionError("expected by the test");
                    }
                    return Uni.createFrom().item(List.of());
                });
        reader.start();
        return reader;
    }

    @Test
    void an_entry_whose_handler_throws_is_processed_again() {
        WorkReader reader = start();
        Await.until("the entry is processed again", () -> calls.get() == 2);
        Await.until("the reader continues", () -> redis.times("XREADGROUP") > 1);
        reader.close();
    }

    @Test
    void an_attempt_ends_before_its_entries_count_as_abandoned() {
        assertTrue(WorkReader.HANDLER_TIMEOUT.plus(LOG_TIMEOUT).compareTo(WorkQueries.ABANDONED_AFTER) < 0);
    }

    @Test
    void the_hold_of_an_entry_is_renewed_before_it_is_processed_again() {
        WorkReader reader = start();
        Await.until("the entry is processed again", () -> calls.get() == 2);
        assertEquals(1, renewals.get());
        reader.close();
    }

    @Test
    void an_entry_that_another_instance_has_claimed_is_not_processed_again() {
        isClaimedByAnother = true;
        WorkReader reader = start();
        Await.until("the reader continues", () -> redis.times("XREADGROUP") > 1);
        assertEquals(1, calls.get());
        reader.close();
    }

    private byte[] answer(List<String> command) {
        return switch (command.get(0).toUpperCase()) {
            case "XAUTOCLAIM" -> FakeRedisServer.array(List.of(FakeRedisServer.bulk("0-0"), FakeRedisServer.array()));
            case "XREADGROUP" -> redis.times("XREADGROUP") == 1 ? oneEntry() : nothing();
            case "EVALSHA" -> command.get(1).equals(RENEW) ? renew() : FakeRedisServer.OK;
            default -> FakeRedisServer.OK;
        };
    }

    private byte[] renew() {
        renewals.incrementAndGet();
        return isClaimedByAnother ? FakeRedisServer.array() : FakeRedisServer.array("1-0");
    }

    private static byte[] oneEntry() {
        byte[] fields = FakeRedisServer.array("c", "everyone", "e", "news", "b", ",\"data\":1}");
        byte[] entry = FakeRedisServer.array(List.of(FakeRedisServer.bulk("1-0"), fields));
        return FakeRedisServer.array(List.of(
                FakeRedisServer.array(List.of(FakeRedisServer.bulk("work"), FakeRedisServer.array(List.of(entry))))));
    }

    private byte[] nothing() {
        try {
            testEnded.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FakeRedisServer.NIL;
    }
}
