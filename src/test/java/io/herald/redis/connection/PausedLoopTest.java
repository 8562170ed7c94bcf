package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link distinguishes a pause of its own event loop from a silent Redis. */
class PausedLoopTest {

    private final LateRedis redis = new LateRedis(
            "GET",
            command -> command.get(0).equalsIgnoreCase("GET") ? FakeRedisServer.bulk("late") : FakeRedisServer.OK);
    private final RedisLink link = new RedisLink(redis.route(), redis.loop(), LateRedis.TIMEOUT, lost -> {});

    @BeforeEach
    void connect() {
        link.start();
        Await.until("the link is open", () -> result(send(Request.cmd(Command.PING))) != null);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void a_request_in_flight_is_answered_after_a_pause_of_the_event_loop() throws Exception {
        Future<Response> reply = send(Request.cmd(Command.GET).arg("key"));
        redis.awaitCommand();
        redis.replyAfterPause();
        assertEquals("late", result(reply).toString());
        assertEquals(1, redis.connections(), "the link keeps its connection");
    }

    @Test
    void a_silent_redis_is_detected_and_the_link_reconnects() {
        Future<Response> reply = send(Request.cmd(Command.GET).arg("key"));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> result(reply));
        assertEquals(
                503,
                assertInstanceOf(ProblemException.class, failure.getCause())
                        .problem()
                        .status());
        Await.until("the link reconnects", () -> redis.connections() > 1);
    }

    private Future<Response> send(Request request) {
        return link.send(request, LateRedis.TIMEOUT, null);
    }

    private static Response result(Future<Response> reply) throws Exception {
        return reply.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
