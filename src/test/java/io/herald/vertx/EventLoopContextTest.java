package io.herald.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoopContextTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));

    @AfterEach
    void close() {
        vertx.close();
    }

    /** Without a current context, Vert.x creates one on any event loop, for the result of an operation for example. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_task_runs_on_its_loop_with_a_current_context(boolean isOnLoop) throws Exception {
        for (EventLoop loop : VertxEventLoops.all(vertx)) {
            EventLoopContext context = EventLoopContext.on(vertx, loop);
            CompletableFuture<Context> current = new CompletableFuture<>();
            Runnable task = () -> context.execute(() -> current.complete(Vertx.currentContext()));
            if (isOnLoop) {
                loop.execute(task);
            } else {
                task.run();
            }
            Context found = current.get(10, TimeUnit.SECONDS);
            assertNotNull(found);
            assertEquals(loop, ((ContextInternal) found).nettyEventLoop());
        }
    }
}
