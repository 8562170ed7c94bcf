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

    /** @param nanos the clock that the executor measures its delays by */
    public static Loop of(EventExecutor executor, LongSupplier nanos) {
        return new Adapter(executor, nanos, Runnable::run);
    }

    /** Runs tasks on the context, so that Vert.x and Mutiny clients that a task calls answer on the same event loop. */
    private static Loop of(EventLoopContext context) {
        return new Adapter(context.loop(), System::nanoTime, context::dispatch);
    }

    /** Takes the next event loop of the instance, so that the callers' tasks are spread over all of them. */
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
