package io.herald.vertx;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Provides the event loops of a Vert.x instance. */
public final class VertxEventLoops {

    private VertxEventLoops() {}

    public static List<EventLoop> all(Vertx vertx) {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : ((VertxInternal) vertx).getEventLoopGroup()) {
            loops.add((EventLoop) loop);
        }
        return loops;
    }

    /** Returns the next event loop in turn. */
    public static EventLoop next(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup().next();
    }

    /** Returns the event loop that runs this thread, or null on any other thread. */
    public static @Nullable EventExecutor current() {
        return ThreadExecutorMap.currentExecutor();
    }
}
