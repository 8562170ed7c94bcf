package io.herald.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** An event loop without a thread and without channels, with a clock of its own. A subclass decides when its tasks run. */
public abstract class VirtualEventLoop extends AbstractEventExecutor implements EventLoop {

    /** Returns the virtual time. */
    protected abstract long nanoTime();

    /** Runs the task on this loop at a time. */
    protected abstract void executeAt(long nanos, Runnable task);

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return new Timer(command, unit.toNanos(delay), 0).start();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return new Timer(command, unit.toNanos(initialDelay), unit.toNanos(period)).start();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class Timer extends io.netty.util.concurrent.DefaultPromise<Void>
            implements ScheduledFuture<Void>, Runnable {

        private final Runnable command;
        private final long period;
        private long dueAt;

        /** @param period zero for a single run */
        Timer(Runnable command, long delay, long period) {
            super(VirtualEventLoop.this);
            this.command = command;
            this.period = period;
            this.dueAt = nanoTime() + Math.max(0, delay);
        }

        Timer start() {
            executeAt(dueAt, this);
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
            return unit.convert(dueAt - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
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
