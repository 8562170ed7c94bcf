package io.herald.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads a set that another instance completes during the scan. */
class FallbackSetScanTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final FakeRedisServer redis = new FakeRedisServer(this::answer);
    private final RedisLinks links = new RedisLinks(vertx, redis.alone(vertx), TIMEOUT, new NoLatencyListener());
    private volatile boolean wasComplete;

    @AfterEach
    void close() {
        links.close();
        redis.close();
        vertx.close();
    }

    @Test
    void a_set_that_is_completed_during_the_scan_is_not_read_as_complete() {
        assertNull(find());
    }

    @Test
    void a_set_that_was_complete_before_the_scan_is_read_from_all_pages() {
        wasComplete = true;
        assertEquals(Map.of("a", 1L, "b", 2L), find());
    }

    private Map<String, Long> find() {
        links.start();
        Await.until("the link is connected", () -> {
            var reply = links.sendOnce("any", Request.cmd(Command.GET).arg("any"));
            Await.until("the request is complete", reply::isComplete);
            return reply.succeeded();
        });
        return new RedisFallbackSetStore(links, "test")
                .find("revocations")
                .await()
                .atMost(TIMEOUT);
    }

    /** The completeness mark is the member with the empty name. It is on the second page. */
    private byte[] answer(List<String> command) {
        return switch (command.get(0).toUpperCase()) {
            case "ZSCORE" -> (wasComplete ? bulk("9000000000000000") : "$-1\r\n").getBytes(UTF_8);
            case "ZSCAN" ->
                (command.get(2).equals("0")
                                ? "*2\r\n" + bulk("7") + "*2\r\n" + bulk("a") + bulk("1")
                                : "*2\r\n" + bulk("0") + "*4\r\n" + bulk("b") + bulk("2") + bulk("")
                                        + bulk("9000000000000000"))
                        .getBytes(UTF_8);
            default -> FakeRedisServer.OK;
        };
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}
