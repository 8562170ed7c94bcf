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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
class RedisLinkTest {

    private static final int LIMIT = 10_000;

    /** An allowance for concurrent requests of the service. */
    private static final int ALLOWANCE = 100;

    @Inject
    RedisLinks links;

    @Inject
    Vertx vertx;

    @Test
    void a_burst_of_requests_is_answered_and_requests_above_the_limit_are_rejected() throws Exception {
        CompletableFuture<List<Future<Response>>> requests = new CompletableFuture<>();
        vertx.runOnContext(turn -> requests.complete(IntStream.rangeClosed(0, LIMIT)
                .mapToObj(index -> links.send("any", Request.cmd(Command.PING)))
                .toList()));
        List<Future<Response>> answers = requests.get(10, TimeUnit.SECONDS);
        ExecutionException failure = assertThrows(ExecutionException.class, () -> outcome(answers.get(LIMIT)));
        ProblemException rejection = assertInstanceOf(ProblemException.class, failure.getCause());
        assertEquals(503, rejection.problem().status());
        outcome(Future.join(answers.subList(0, LIMIT - ALLOWANCE)));
    }

    private static void outcome(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
