package io.herald.loop;

import io.herald.vertx.EventLoopContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Adapts the event loops of Netty and Vert.x. */
public final class EventLoops {

    private EventLoops() {}

    public static Loop of(EventExecutor executor) {
        return of(executor, System::nanoTime);
    }

    /** @param nanos the clock by which the executor measures delays */
    public static Loop of(EventExecutor executor, LongSupplier nanos) {
        return new Adapter(executor, nanos, Runnable::run);
    }

    /**
     * Runs tasks in the context, so that the Vert.x and Mutiny clients that a task calls answer on the same event loop.
     */
    private static Loop of(EventLoopContext context) {
        return new Adapter(context.loop(), System::nanoTime, context::dispatch);
    }

    /** Returns the next event loop of the instance, so that the tasks of all callers are spread over the loops. */
    public static Loop next(Vertx vertx) {
        return of(EventLoopContext.next(vertx));
    }

    private record Adapter(EventExecutor executor, LongSupplier nanos, Consumer<Runnable> dispatcher) implements Loop {

        @Override
        public long nanoTime() {
            return nanos.getAsLong();
        }

        @Override
        public void execute(Runnable task) {
            executor.execute(() -> dispatcher.accept(task));
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            Future<?> timer = executor.schedule(() -> dispatcher.accept(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        }
    }
}
