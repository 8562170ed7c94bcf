package io.herald.vertx;

import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** A Vert.x context that is bound to one event loop. All methods may be called on any thread. */
public final class EventLoopContext {

    private final ContextInternal context;

    private EventLoopContext(ContextInternal context) {
        this.context = context;
    }

    /** Creates a context on the next event loop of the instance, so that the callers are spread over all loops. */
    public static EventLoopContext next(Vertx vertx) {
        return on(vertx, VertxEventLoops.next(vertx));
    }

    public static EventLoopContext on(Vertx vertx, EventLoop loop) {
        VertxInternal internal = (VertxInternal) vertx;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new EventLoopContext(internal.createEventLoopContext(loop, internal.getWorkerPool(), loader));
    }

    public EventLoop loop() {
        return context.nettyEventLoop();
    }

    public Vertx owner() {
        return context.owner();
    }

    /** Runs the task on the event loop, immediately if this is called there. */
    public void execute(Runnable task) {
        context.execute(task);
    }

    /** Runs the task on this thread, which must be the event loop, with this context as the current one. */
    public void dispatch(Runnable task) {
        context.dispatch(task);
    }

    /** Creates a promise that notifies its listeners on this context. */
    public <T> Promise<T> promise() {
        return context.promise();
    }

    public long setTimer(long delayMillis, Handler<Long> handler) {
        return context.setTimer(delayMillis, handler);
    }

    public long setPeriodic(long periodMillis, Handler<Long> handler) {
        return context.setPeriodic(periodMillis, handler);
    }
}
