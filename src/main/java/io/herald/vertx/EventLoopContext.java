package io.herald.vertx;

import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * A Vert.x context that is bound to one event loop, with the clock and the random numbers of its tasks. All methods may be
 * called on any thread.
 */
public final class EventLoopContext {

    private final ContextInternal context;

    private final LongSupplier nanos;
    private final LongUnaryOperator random;

    private EventLoopContext(ContextInternal context, LongSupplier nanos, LongUnaryOperator random) {
        this.context = context;
        this.nanos = nanos;
        this.random = random;
    }

    /** Creates a context on the next event loop of the instance, so that the callers are spread over all loops. */
    public static EventLoopContext next(Vertx vertx) {
        return on(vertx, VertxEventLoops.next(vertx));
    }

    public static EventLoopContext on(Vertx vertx, EventLoop loop) {
        return on(
                vertx,
                loop,
                System::nanoTime,
                bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /**
     * Creates a context with other sources of time and of random numbers, for a simulation.
     *
     * @param nanos a monotonic clock, in nanoseconds
     * @param random returns a number from zero, inclusive, to its argument, exclusive
     */
    public static EventLoopContext on(Vertx vertx, EventLoop loop, LongSupplier nanos, LongUnaryOperator random) {
        VertxInternal internal = (VertxInternal) vertx;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ContextInternal context = internal.createEventLoopContext(loop, internal.getWorkerPool(), loader);
        return new EventLoopContext(context, nanos, random);
    }

    public long nanoTime() {
        return nanos.getAsLong();
    }

    /** Returns a random number from zero, inclusive, to the bound, exclusive. */
    public long random(long bound) {
        return random.applyAsLong(bound);
    }

    public EventLoop loop() {
        return context.nettyEventLoop();
    }

    public Vertx owner() {
        return context.owner();
    }

    /** Runs the task on the event loop with this context as the current one, immediately if this is called on the event loop. */
    public void execute(Runnable task) {
        context.emit(task, Runnable::run);
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
