package io.herald.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** A loop with its own clock, which a test advances. Tasks run on the test's thread. */
public final class ManualLoop implements Loop {

    private record ScheduledTask(long at, long order, Runnable task) {}

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<ScheduledTask> timers =
            new PriorityQueue<>(Comparator.comparingLong(ScheduledTask::at).thenComparingLong(ScheduledTask::order));
    private long now = 1_000_000_000L;
    private long order;
    private boolean shutDown;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        rejectIfShutDown();
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        rejectIfShutDown();
        ScheduledTask scheduled = new ScheduledTask(now + delay.toNanos(), order++, task);
        timers.add(scheduled);
        return () -> timers.remove(scheduled);
    }

    /** Advances the clock and runs all tasks and timers that are due, each timer at its own time. */
    public void advance(Duration duration) {
        long end = now + duration.toNanos();
        runTasks();
        while (!timers.isEmpty() && timers.peek().at() <= end) {
            ScheduledTask next = timers.poll();
            now = Math.max(now, next.at());
            next.task().run();
            runTasks();
        }
        now = end;
    }

    /** Advances the clock without running anything, like a loop that is busy with another task. */
    public void stall(Duration duration) {
        now += duration.toNanos();
    }

    public int timers() {
        return timers.size();
    }

    public void shutDown() {
        shutDown = true;
        tasks.clear();
        timers.clear();
    }

    private void rejectIfShutDown() {
        if (shutDown) {
            throw new RejectedExecutionException("shut down");
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
