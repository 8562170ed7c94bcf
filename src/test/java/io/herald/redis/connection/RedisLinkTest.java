package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RedisLinkTest {

    private static final int MOST = 10_000;

    /** What the service asks for itself meanwhile. */
    private static final int BESIDE = 100;

    @Inject
    RedisLinks links;

    @Inject
    Vertx vertx;

    @Test
    void what_a_storm_of_clients_asks_in_one_moment_is_answered_and_whoever_comes_on_top_is_told() throws Exception {
        CompletableFuture<List<Future<Response>>> asked = new CompletableFuture<>();
        vertx.runOnContext(turn -> asked.complete(IntStream.rangeClosed(0, MOST)
                .mapToObj(one -> links.send("any", Request.cmd(Command.PING)))
                .toList()));
        List<Future<Response>> answers = asked.get(10, TimeUnit.SECONDS);
        ExecutionException told = assertThrows(ExecutionException.class, () -> outcome(answers.get(MOST)));
        ProblemException refused = assertInstanceOf(ProblemException.class, told.getCause());
        assertEquals(503, refused.problem().status());
        outcome(Future.join(answers.subList(0, MOST - BESIDE)));
    }

    private static void outcome(Future<?> asked) throws Exception {
        asked.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
