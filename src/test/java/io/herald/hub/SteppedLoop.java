package io.herald.hub;

import io.herald.loop.VirtualEventLoop;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** An event loop that runs one task at a time, when a test calls it, with its own clock. Every thread counts as its thread. */
final class SteppedLoop extends VirtualEventLoop {

    boolean rejecting;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final TreeMap<Long, ArrayDeque<Runnable>> timers = new TreeMap<>();
    private final LongSupplier nanos;

    SteppedLoop(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Runs the next task. Returns false if there is none. */
    boolean step() {
        Map.Entry<Long, ArrayDeque<Runnable>> due = timers.floorEntry(nanoTime());
        while (due != null) {
            timers.remove(due.getKey());
            tasks.addAll(due.getValue());
            due = timers.floorEntry(nanoTime());
        }
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    void runAll() {
        while (step()) {}
    }

    @Override
    protected long nanoTime() {
        return nanos.getAsLong();
    }

    @Override
    protected void executeAt(long time, Runnable task) {
        timers.computeIfAbsent(time, none -> new ArrayDeque<>()).add(task);
    }

    @Override
    public void execute(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("expected by the test");
        }
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }
}
