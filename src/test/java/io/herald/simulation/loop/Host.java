package io.herald.simulation.loop;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The process of one instance: some event loops, which stop for a while when it is paused and forever when it is killed. */
public final class Host {

    private final Scheduler scheduler;
    private final int number;
    private final SplittableRandom random;
    private final List<SimulatedLoop> loops;
    private boolean alive = true;
    private long pausedUntil;

    /** @param number identifies the host among all hosts of a simulation */
    public Host(Scheduler scheduler, int number, int loops) {
        this.scheduler = scheduler;
        this.number = number;
        this.random = scheduler.random().split();
        this.loops = IntStream.range(0, loops)
                .mapToObj(loop -> new SimulatedLoop(scheduler, this, 1 + 16 * number + loop))
                .toList();
    }

    public int number() {
        return number;
    }

    public List<SimulatedLoop> loops() {
        return loops;
    }

    public SimulatedLoop loop(int index) {
        return loops.get(index % loops.size());
    }

    public long random(long bound) {
        return random.nextLong(bound);
    }

    public boolean isAlive() {
        return alive;
    }

    public void kill() {
        alive = false;
    }

    /** Stops all loops for a time, as a long garbage collection does. */
    public void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, scheduler.nanoTime() + nanos);
    }

    public long pausedUntil() {
        return pausedUntil;
    }
}
