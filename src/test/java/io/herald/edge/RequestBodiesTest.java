package io.herald.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks that the bytes of a body count against the budget as long as a call uses them, even after a disconnect. */
class RequestBodiesTest {

    private static final String BODY = "x".repeat(1_000);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final BodyBudget budget = new BodyBudget(100_000);
    private final CompletableFuture<String> work = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_body_in_use_counts_after_its_client_disconnects() throws Exception {
        HttpClientRequest request = send(Duration.ofMinutes(1), body -> pending());
        Await.until("the call uses the body", started::get);
        assertEquals(BODY.length(), budget.used());
        await(request.connection().close());
        Await.until("the connection is closed", closed::get);
        assertEquals(BODY.length(), budget.used());
        work.complete("done");
        Await.until("the body is released", () -> budget.used() == 0);
    }

    @Test
    void the_body_of_a_call_that_does_not_end_is_released_after_the_timeout() throws Exception {
        HttpClientRequest request = send(Duration.ofMillis(1), body -> pending());
        Await.until("the call uses the body", started::get);
        await(request.connection().close());
        Await.until("the body is released", () -> budget.used() == 0);
    }

    @Test
    void a_body_is_released_when_the_call_ends_and_when_it_fails() throws Exception {
        assertEquals(BODY, answer(body -> Uni.createFrom().item(new String(body, UTF_8))));
        assertEquals(0, budget.used());
        assertEquals("failed", answer(body -> Uni.createFrom().failure(new IllegalStateException("failed"))));
        assertEquals(0, budget.used());
        assertEquals("thrown", answer(body -> {
            throw new IllegalStateException("thrown");
        }));
        assertEquals(0, budget.used());
    }

    private Uni<String> pending() {
        started.set(true);
        return Uni.createFrom().completionStage(work);
    }

    private String answer(Function<byte[], Uni<String>> call) throws Exception {
        HttpClientRequest request = send(Duration.ofMinutes(1), call);
        return await(request.response().compose(response -> response.body())).toString();
    }

    private HttpClientRequest send(Duration timeout, Function<byte[], Uni<String>> call) throws Exception {
        RequestBodies bodies = new RequestBodies(budget, null, 10_000, timeout);
        Router router = Router.router(vertx);
        router.route().handler(routing -> serve(bodies, routing, call));
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        HttpClientRequest request =
                await(vertx.createHttpClient().request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/"));
        request.end(Buffer.buffer(BODY));
        return request;
    }

    private void serve(RequestBodies bodies, RoutingContext routing, Function<byte[], Uni<String>> call) {
        routing.addEndHandler(ended -> closed.set(true));
        bodies.use(routing, call)
                .subscribe()
                .with(
                        text -> routing.response().end(text),
                        failure -> routing.response().end(failure.getMessage()));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
