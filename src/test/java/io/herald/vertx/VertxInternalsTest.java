package io.herald.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.launcher.commands.VersionCommand;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxInternalsTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    /** Before you change this number, compare the classes that this package uses with those of the new version. */
    @Test
    void the_adapter_is_made_for_this_version() {
        assertEquals("4.5.27", VersionCommand.getVersion());
    }

    @Test
    void contexts_are_spread_over_all_event_loops() {
        Set<EventLoop> loops = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            loops.add(EventLoopContext.next(vertx).loop());
        }
        assertEquals(Set.copyOf(VertxEventLoops.all(vertx)), loops);
    }

    @Test
    void a_context_runs_tasks_timers_and_listeners_on_its_event_loop() throws Exception {
        EventLoopContext context = EventLoopContext.next(vertx);
        assertSame(vertx, context.owner());
        CountDownLatch onLoop = new CountDownLatch(4);
        Runnable check = () -> {
            if (context.loop().inEventLoop() && VertxEventLoops.current() == context.loop()) {
                onLoop.countDown();
            }
        };
        context.execute(check);
        context.setTimer(1, timer -> check.run());
        long periodic = context.setPeriodic(1, timer -> check.run());
        var promise = context.<Void>promise();
        promise.future().onComplete(done -> check.run());
        promise.complete();
        assertTrue(onLoop.await(10, TimeUnit.SECONDS));
        assertTrue(vertx.cancelTimer(periodic));
        assertNull(VertxEventLoops.current(), "this thread runs no event loop");
    }

    @Test
    void a_hook_receives_each_connection_before_it_is_read() throws Exception {
        CompletableFuture<NetSocket> accepted = new CompletableFuture<>();
        int port = await(vertx.createNetServer()
                        .connectHandler(accepted::complete)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        CompletableFuture<String> hooked = new CompletableFuture<>();
        ConnectionHook.onAccept(vertx, channel -> hooked.complete("replaced"));
        ConnectionHook.onAccept(vertx, channel -> hooked.complete(accepted.isDone() ? "late" : "early"));
        awaitHooks();
        try (Socket client = connect(port)) {
            assertEquals("early", hooked.get(10, TimeUnit.SECONDS));
            accepted.get(10, TimeUnit.SECONDS);
        }
    }

    /** The hooks are installed by tasks of the acceptors' event loops. */
    private void awaitHooks() throws Exception {
        for (var loop : ((io.vertx.core.impl.VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_client_reports_each_read() throws Exception {
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> socket.write("one"))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        CountDownLatch reads = new CountDownLatch(1);
        Vertx notifying = new ReadNotifyingVertx(vertx, reads::countDown);
        notifying.createNetClient().connect(port, "127.0.0.1");
        assertTrue(reads.await(10, TimeUnit.SECONDS));
    }

    @Test
    void a_failure_with_only_a_message_is_recognized_as_one_of_vertx() {
        assertTrue(VertxErrors.isMessageOnly(Future.failedFuture("closed").cause()));
        assertFalse(VertxErrors.isMessageOnly(new IOException("closed")));
        assertFalse(VertxErrors.isMessageOnly(null));
    }

    @Test
    void an_error_reply_of_redis_is_recognized() {
        assertTrue(RedisErrors.isErrorReply(io.vertx.redis.client.impl.types.ErrorType.create("MOVED 1 host:1")));
        assertFalse(RedisErrors.isErrorReply(new IOException("closed")));
    }

    private static Socket connect(int port) throws IOException {
        return new Socket("127.0.0.1", port);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
