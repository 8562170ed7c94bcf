package io.herald.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a periodic task runs again.
 *
 * @param delay from the end of this run; null for the period
 */
public record NextRun(@Nullable Duration delay) {

    public static final NextRun AFTER_PERIOD = new NextRun(null);

    /**
     * For a task that works off a backlog in portions. Each portion is a run of its own, so the loop serves others between
     * two of them, and the task can be stopped there.
     */
    public static final NextRun IMMEDIATELY = new NextRun(Duration.ZERO);

    public static NextRun after(Duration delay) {
        return new NextRun(delay);
    }

    public static NextRun immediatelyIf(boolean more) {
        return more ? IMMEDIATELY : AFTER_PERIOD;
    }
}
