package io.herald.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Determines when a periodic task runs again.
 *
 * @param delay from the end of this run; null for the period of the task
 */
public record NextRun(@Nullable Duration delay) {

    public static final NextRun AFTER_PERIOD = new NextRun(null);

    /**
     * For a task that processes a backlog in batches. Each batch is a run of its own, so between two of them the loop
     * runs other tasks, and the task can be stopped.
     */
    public static final NextRun IMMEDIATELY = new NextRun(Duration.ZERO);

    public static NextRun after(Duration delay) {
        return new NextRun(delay);
    }

    public static NextRun immediatelyIf(boolean more) {
        return more ? IMMEDIATELY : AFTER_PERIOD;
    }
}
