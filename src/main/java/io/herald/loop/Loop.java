package io.herald.loop;

import java.time.Duration;

/**
 * Provides time and execution on one event loop. A test or a simulation supplies its own clock and its own order of
 * execution.
 *
 * <p>All methods may be called on any thread. They fail with a {@link java.util.concurrent.RejectedExecutionException}
 * once the loop has shut down.
 */
public interface Loop {

    /** Reads the monotonic clock of this loop, by which {@link #schedule} measures delays. */
    long nanoTime();

    /** Runs the task on this loop, after the tasks that were submitted before it. */
    void execute(Runnable task);

    /** Runs the task on this loop once the delay has passed, unless the timer is cancelled first. */
    Timer schedule(Duration delay, Runnable task);

    interface Timer {

        /** Cancels the task. Has no effect once the task has begun. */
        void cancel();
    }
}
