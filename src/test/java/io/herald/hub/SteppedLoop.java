package io.herald.hub;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** An event loop that runs one task at a time, when a test calls it, with its own clock. Every thread counts as its thread. */
final class SteppedLoop extends AbstractScheduledEventExecutor implements EventLoop {

    boolean rejecting;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final LongSupplier nanos;

    SteppedLoop(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Runs the next task. Returns false if there is none. */
    boolean step() {
        Runnable due = pollScheduledTask(nanos.getAsLong());
        while (due != null) {
            tasks.add(due);
            due = pollScheduledTask(nanos.getAsLong());
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
    protected long getCurrentTimeNanos() {
        return nanos.getAsLong();
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
