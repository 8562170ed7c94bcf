package io.herald.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The event loop that connects, publishes, receives and counts. One thread needs no locks and at most one core. */
final class LoadLoop implements AutoCloseable {

    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
    private final Bootstrap bootstrap;
    private final URI target;

    LoadLoop(URI target) {
        this.target = target;
        this.bootstrap = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES));
    }

    EventLoop loop() {
        return (EventLoop) group.iterator().next();
    }

    URI target() {
        return target;
    }

    String host() {
        return target.getAuthority();
    }

    /** Connects and sends the request. Calls {@code failed} if the connect fails. */
    void connect(ChannelHandler handler, byte[] request, Runnable failed) {
        connect(target, handler, request, failed);
    }

    /** Connects to another instance. */
    void connect(URI instance, ChannelHandler handler, byte[] request, Runnable failed) {
        bootstrap
                .clone()
                .handler(handler)
                .connect(instance.getHost(), instance.getPort())
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        failed.run();
                    } else if (request.length > 0) {
                        connected.channel().writeAndFlush(io.netty.buffer.Unpooled.wrappedBuffer(request));
                    }
                });
    }

    /** Runs the task on the event loop and waits for its result. */
    <T> T call(Callable<T> task) {
        try {
            return loop().submit(task).get(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
