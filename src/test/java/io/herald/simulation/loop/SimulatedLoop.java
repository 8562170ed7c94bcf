package io.herald.simulation.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** An event loop in virtual time. Its hash code is its number, so that the order of hash maps does not differ between runs. */
public final class SimulatedLoop extends AbstractEventExecutor implements EventLoop {

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
    private long lateness() {
        int dice = scheduler.random().nextInt(64);
        if (dice < 44) {
            return 0;
        }
        return scheduler.random().nextLong(dice == 63 ? LATE : USUAL);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return new SimulatedTimer<>(command, unit.toNanos(delay), 0).start();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return new SimulatedTimer<>(command, unit.toNanos(initialDelay), unit.toNanos(period)).start();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class SimulatedTimer<V> extends io.netty.util.concurrent.DefaultPromise<V>
            implements ScheduledFuture<V>, Runnable {

        private final Runnable command;
        private final long period;
        private long dueAt;

        SimulatedTimer(Runnable command, long delay, long period) {
            super(SimulatedLoop.this);
            this.command = command;
            this.period = period;
            this.dueAt = scheduler.nanoTime() + Math.max(0, delay);
        }

        SimulatedTimer<V> start() {
            scheduler.on(SimulatedLoop.this, dueAt, this);
            return this;
        }

        @Override
        public void run() {
            if (isCancelled()) {
                return;
            }
            try {
                command.run();
            } finally {
                if (period > 0 && !isCancelled()) {
                    dueAt += period;
                    start();
                }
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueAt - scheduler.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(java.util.concurrent.Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /** One thread runs all loops, so a loop is recognized by the task that runs. */
    @Override
    public boolean inEventLoop(Thread thread) {
        return scheduler.current() == this;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
