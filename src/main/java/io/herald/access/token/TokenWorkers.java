package io.herald.access.token;

import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Verifies signatures on threads of their own, off the event loops and the shared worker pool. A flood of invalid
 * tokens occupies only these threads and their bounded queue, and does not delay other work.
 */
@Singleton
class TokenWorkers {
    /** Four seconds of ES256 on one thread. A caller that would wait longer gets 503 at once instead. */
    private static final int QUEUE = 4_096;

    private final ThreadPoolExecutor threads;

    TokenWorkers() {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        var number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
            var thread = new Thread(task, "herald-token-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs work on a worker thread. The result arrives on the caller's event loop, or on the worker thread if the
     * caller has none. Fails with 503 if the queue is full.
     */
    <T> Uni<T> run(Supplier<T> work) {
        Context loop = Vertx.currentContext();
        Executor back = loop == null ? Runnable::run : task -> loop.runOnContext(ignored -> task.run());
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(threads)
                .onFailure(RejectedExecutionException.class)
                .transform(full -> Problem.unavailable(
                                "Too many tokens are waiting for verification. Retry later.", Duration.ofSeconds(1))
                        .asException())
                .emitOn(back);
    }

    int waiting() {
        return threads.getQueue().size();
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
