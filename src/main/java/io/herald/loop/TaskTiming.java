package io.herald.loop;

import java.time.Duration;

/**
 * The delays of a periodic task.
 *
 * @param first from the start of the task to its first run
 * @param period from the end of a run to the next run
 * @param retry from the end of a failed run to the next run
 */
public record TaskTiming(Duration first, Duration period, Duration retry) {

    private static final Duration NEVER = Duration.ofDays(3_650);

    /** A task with a period of zero would occupy its loop completely. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    public TaskTiming {
        period = atLeastMinimum(period);
        retry = atLeastMinimum(retry);
    }

    public static TaskTiming every(Duration period) {
        return new TaskTiming(period, period, period);
    }

    /**
     * Returns the delays of a task that runs only on request. The task runs by itself at the start or after a failed
     * run only if {@link #first(Duration)} or {@link #retry(Duration)} set a delay.
     */
    public static TaskTiming onRequest() {
        return every(NEVER);
    }

    public TaskTiming first(Duration delay) {
        return new TaskTiming(delay, period, retry);
    }

    public TaskTiming immediately() {
        return first(Duration.ZERO);
    }

    public TaskTiming retry(Duration delay) {
        return new TaskTiming(first, period, delay);
    }

    private static Duration atLeastMinimum(Duration delay) {
        return delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay;
    }
}
