package io.herald.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that receives bytes but no complete request head in time. An idle timeout restarts with each
 * byte, so one byte now and then would hold a connection open forever; this timeout starts with the first byte. The
 * handler is the first in the pipeline, so that the TLS handshake counts too. {@link RequestTimeouts} reports the
 * start and the end of each request. Confined to the connection's event loop.
 */
final class RequestHeadTimeout extends ChannelInboundHandlerAdapter {

    private static final String NAME = "head-clock";

    private final Runnable tooSlow;
    private Duration timeout;
    private @Nullable ScheduledFuture<?> end;
    private int requestsInProgress;

    RequestHeadTimeout(Duration timeout, Runnable tooSlow) {
        this.timeout = timeout;
        this.tooSlow = tooSlow;
    }

    /** Adds this handler to the pipeline of a connection. */
    void watch(Channel connection) {
        connection.pipeline().addFirst(NAME, this);
    }

    /**
     * Returns the handler of a connection, or null if it has none. In dev mode, a connection from before a reload may
     * have a handler of the old class; this method removes it.
     */
    static @Nullable RequestHeadTimeout of(Channel connection) {
        ChannelHandler found = connection.pipeline().get(NAME);
        if (found instanceof RequestHeadTimeout clock) {
            return clock;
        }
        if (found != null) {
            connection.pipeline().remove(NAME);
        }
        return null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (requestsInProgress == 0 && end == null) {
            end = context.executor().schedule(() -> end(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelRead(bytes);
    }

    /**
     * Called when the head of a request is complete. Stops the timer.
     *
     * @param next the timeout of the next head; it starts to apply when no request is in progress
     */
    void onRequestHead(Duration next) {
        requestsInProgress++;
        timeout = next;
        stop();
    }

    /** Called when the response of a request has ended. */
    void onResponseEnd() {
        requestsInProgress--;
    }

    private void end(ChannelHandlerContext context) {
        tooSlow.run();
        context.close();
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    /** Netty calls this when the connection closes, too. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }
}
