package io.herald.loop;

import io.smallrye.mutiny.Uni;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What a periodic task does. */
@FunctionalInterface
public interface PeriodicWork {

    /**
     * Performs one run. Called on the task's loop; must not block. May throw or fail: the task then runs again after
     * {@link MessageRateLimiter#retry}. The result must terminate, so a run that waits for a server bounds its wait; it may do so on any
     * thread.
     *
     * @param lateNanos how long after its due time the loop began this run; whoever measures the silence of others must not
     *     count it
     */
    Uni<NextRun> run(long lateNanos);

    /** Runs to its end on the loop. */
    static PeriodicWork sync(Runnable run) {
        return syncWithLateness(lateNanos -> run.run());
    }

    /** Runs to its end on the loop, and is given how late it began. */
    static PeriodicWork syncWithLateness(LongConsumer run) {
        return lateNanos -> {
            run.accept(lateNanos);
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        };
    }

    /** Ends when the result does. */
    static PeriodicWork async(Supplier<? extends Uni<?>> run) {
        return lateNanos -> run.get().replaceWith(NextRun.AFTER_PERIOD);
    }
}
