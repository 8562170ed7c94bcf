package io.herald.simulation.loop;

import io.netty.util.internal.ThreadExecutorMap;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in virtual time on the calling thread. Tasks of one loop run in the order of their submission; the seed decides
 * how late each of them runs, and so the order of the tasks of different loops.
 */
public final class Scheduler {

    /** The time of day at which a simulation begins, in milliseconds. */
    public static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final class Entry implements Comparable<Entry> {
        private final long order;
        private final @Nullable SimulatedLoop loop;
        private final Runnable task;
        private long time;

        Entry(long time, long order, @Nullable SimulatedLoop loop, Runnable task) {
            this.time = time;
            this.order = order;
            this.loop = loop;
            this.task = task;
        }

        @Override
        public int compareTo(Entry other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private final SplittableRandom random;
    private final Consumer<Throwable> failures;
    private @Nullable SimulatedLoop current;
    private long now;
    private long orders;
    private long steps;
    private long trace;

    /** @param failures receives what the tasks throw */
    public Scheduler(long seed, Consumer<Throwable> failures) {
        this.random = new SplittableRandom(new Random(seed).nextLong());
        this.failures = failures;
    }

    public SplittableRandom random() {
        return random;
    }

    public long nanoTime() {
        return now;
    }

    public long millis() {
        return EPOCH_MILLIS + now / NANOS_PER_MILLI;
    }

    public long micros() {
        return EPOCH_MILLIS * 1_000 + now / 1_000;
    }

    /** Returns the number of tasks that have run. */
    public long steps() {
        return steps;
    }

    /** Returns a hash of the order of all tasks: two runs of one seed have the same. */
    public long trace() {
        return trace;
    }

    @Nullable
    SimulatedLoop current() {
        return current;
    }

    /** Runs a task that belongs to no loop, such as the delivery of a packet. */
    public void after(long nanos, Runnable task) {
        queue.add(new Entry(now + Math.max(0, nanos), orders++, null, task));
    }

    public void at(long nanos, Runnable task) {
        after(nanos - now, task);
    }

    void on(SimulatedLoop loop, long nanos, Runnable task) {
        queue.add(new Entry(nanos, orders++, loop, task));
    }

    public void runUntil(long nanos) {
        while (!queue.isEmpty() && queue.peek().time <= nanos) {
            step(queue.poll());
        }
        now = Math.max(now, nanos);
    }

    private void step(Entry entry) {
        now = Math.max(now, entry.time);
        SimulatedLoop loop = entry.loop;
        if (loop != null) {
            if (!loop.host().isAlive()) {
                return;
            }
            if (loop.host().pausedUntil() > now) {
                entry.time = loop.host().pausedUntil();
                queue.add(entry);
                return;
            }
        }
        steps++;
        trace = trace * 31 + entry.time * 7 + (loop == null ? 0 : loop.hashCode());
        current = loop;
        ThreadExecutorMap.setCurrentExecutor(loop);
        try {
            entry.task.run();
        } catch (Throwable e) {
            failures.accept(e);
        } finally {
            current = null;
            ThreadExecutorMap.setCurrentExecutor(null);
        }
    }
}
