package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.work.WorkQueries.WorkScripts;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cleans up a queue of three pages. */
class AcknowledgedEntryCleanupTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext context = EventLoopContext.next(vertx);
    private final List<String> pages = new CopyOnWriteArrayList<>();
    private final AtomicBoolean secondPageFails = new AtomicBoolean();
    private final FakeRedisServer redis = new FakeRedisServer(this::answer);
    private final RedisLinks links = new RedisLinks(vertx, redis.alone(vertx), TIMEOUT, new NoLatencyListener());
    private final WorkQueries queries = new WorkQueries(0, "work", "group", TIMEOUT, links, WorkScripts.load());
    private final AcknowledgedEntryCleanup cleanup = new AcknowledgedEntryCleanup(queries, context);

    @AfterEach
    void close() {
        links.close();
        redis.close();
        vertx.close();
    }

    @Test
    void a_queue_is_swept_once_however_often_its_reader_joins() {
        connect();
        join();
        join();
        Await.until("the queue is swept", () -> pages.size() == 3);
        join();
        join();
        awaitReplies();
        assertEquals(List.of("-", "1-0", "2-0"), pages);
    }

    @Test
    void a_page_that_fails_is_repeated_when_the_reader_joins_again() {
        connect();
        secondPageFails.set(true);
        join();
        Await.until("a page fails", () -> !secondPageFails.get());
        Await.until("all pages are swept", () -> {
            join();
            return pages.size() == 3;
        });
        assertEquals(List.of("-", "1-0", "2-0"), pages);
    }

    private void connect() {
        links.start();
        Await.until("the link is connected", this::awaitReplies);
    }

    /** Waits until all earlier requests are answered. Returns whether the last one succeeded. */
    private boolean awaitReplies() {
        Future<?> last = links.sendOnce("work", Request.cmd(Command.GET).arg("any"));
        Await.until("the request is complete", last::isComplete);
        return last.succeeded();
    }

    private void join() {
        context.execute(cleanup::start);
    }

    private byte[] answer(List<String> command) {
        if (!command.get(0).equalsIgnoreCase("EVALSHA")) {
            return FakeRedisServer.OK;
        }
        if (pages.size() == 1 && secondPageFails.getAndSet(false)) {
            return FakeRedisServer.error("READONLY You can't write against a read only replica.");
        }
        pages.add(command.get(5));
        String next = pages.size() == 3 ? "" : pages.size() + "-0";
        return FakeRedisServer.array(List.of(":1\r\n".getBytes(), FakeRedisServer.bulk(next)));
    }
}
