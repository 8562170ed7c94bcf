package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.work.WorkQueries.Work;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueriesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Set<String> executed = ConcurrentHashMap.newKeySet();
    private final FakeRedisServer redis = new FakeRedisServer(this::answer);
    private final RedisLinks links = new RedisLinks(vertx, redis.alone(vertx), TIMEOUT, new NoLatencyListener());

    @AfterEach
    void close() {
        links.close();
        redis.close();
        vertx.close();
    }

    /** A full Redis, a failover or a broken connection may occur between any two commands. */
    @Test
    void an_entry_is_never_acknowledged_without_being_deleted() {
        links.start();
        Await.until(
                "the link is connected",
                () -> awaitCompletion(
                                links.sendOnce("work", Request.cmd(Command.GET).arg("any")))
                        .succeeded());
        WorkQueries queries = new WorkQueries(0, "work", "group", TIMEOUT, links, WorkQueries.WorkScripts.load());
        Event event =
                new Event(0, new EventId(1, 0), List.of(Channel.EVERYONE), "e", new byte[0], EventAttributes.DURABLE);
        awaitCompletion(queries.finish(List.of(new Work("1-0", event)), List.of()));
        assertFalse(executed.contains("XACK") && !executed.contains("XDEL"), executed::toString);
    }

    private byte[] answer(List<String> command) {
        String name = command.get(0).toUpperCase();
        if (name.equals("XDEL")) {
            return FakeRedisServer.error("LOADING Redis is loading the dataset in memory");
        }
        executed.addAll(name.startsWith("EVAL") ? Set.of("XACK", "XDEL") : Set.of(name));
        return ":1\r\n".getBytes();
    }

    private static <T> Future<T> awaitCompletion(Future<T> future) {
        Await.until("the request is complete", future::isComplete);
        return future;
    }
}
