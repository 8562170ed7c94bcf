package io.herald.loop;

import io.smallrye.mutiny.Uni;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** The work of a periodic task. */
@FunctionalInterface
public interface PeriodicWork {

    /**
     * Performs one run. Called on the loop of the task; must not block. May throw or fail: the task then runs again
     * after {@link TaskTiming#retry}. The result must complete, on any thread, so a run that waits for a server
     * limits its wait.
     *
     * @param lateNanos how long after its due time the loop began this run; a task that measures how long another
     *     component was silent must not count this time
     */
    Uni<NextRun> run(long lateNanos);

    /** Creates work that ends when {@code run} returns. */
    static PeriodicWork sync(Runnable run) {
        return syncWithLateness(lateNanos -> run.run());
    }

    /** Creates work that ends when {@code run} returns, and that receives the lateness of each run in nanoseconds. */
    static PeriodicWork syncWithLateness(LongConsumer run) {
        return lateNanos -> {
            run.accept(lateNanos);
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        };
    }

    /** Creates work that ends when the result of {@code run} completes. */
    static PeriodicWork async(Supplier<? extends Uni<?>> run) {
        return lateNanos -> run.get().replaceWith(NextRun.AFTER_PERIOD);
    }
}
