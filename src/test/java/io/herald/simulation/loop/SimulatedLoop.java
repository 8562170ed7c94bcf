package io.herald.simulation.loop;

import io.herald.loop.VirtualEventLoop;

/** An event loop in virtual time. Its hash code is its number, so that the order of hash maps does not differ between runs. */
public final class SimulatedLoop extends VirtualEventLoop {

    private static final long LATE = 40_000_000;
    private static final long USUAL = 200_000;

    private final Scheduler scheduler;
    private final Host host;
    private final int number;
    private long latestTask;

    SimulatedLoop(Scheduler scheduler, Host host, int number) {
        this.scheduler = scheduler;
        this.host = host;
        this.number = number;
    }

    Host host() {
        return host;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public void execute(Runnable task) {
        latestTask = Math.max(latestTask, scheduler.nanoTime() + lateness());
        scheduler.on(this, latestTask, task);
    }

    /** Returns how long a task waits for the loop: mostly not at all, sometimes for other tasks. */
    public long lateness() {
        int dice = scheduler.random().nextInt(64);
        if (dice < 44) {
            return 0;
        }
        return scheduler.random().nextLong(dice == 63 ? LATE : USUAL);
    }

    @Override
    protected long nanoTime() {
        return scheduler.nanoTime();
    }

    @Override
    public void executeAt(long nanos, Runnable task) {
        scheduler.on(this, nanos, task);
    }

    /** One thread runs all loops, so a loop is recognized by the task that runs. */
    @Override
    public boolean inEventLoop(Thread thread) {
        return scheduler.current() == this;
    }
}
