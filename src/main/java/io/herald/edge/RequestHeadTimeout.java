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
 * Ends a connection on which bytes come and no request comes of them in time. An idle time-out begins anew with each byte,
 * so one byte now and then would hold a connection for ever; this one begins with the first byte. First in the pipeline, so
 * that a TLS handshake counts too; what has become of the bytes it is told by whoever gets the requests. Belongs to the
 * connection's loop.
 */
final class RequestHeadTimeout extends ChannelInboundHandlerAdapter {

    private static final String NAME = "head-clock";

    private final Runnable tooSlow;
    private Duration patience;
    private @Nullable ScheduledFuture<?> end;
    private int underWay;

    RequestHeadTimeout(Duration patience, Runnable tooSlow) {
        this.patience = patience;
        this.tooSlow = tooSlow;
    }

    void watch(Channel connection) {
        connection.pipeline().addFirst(NAME, this);
    }

    /** Null where nobody watches. In dev mode, an older connection may have the clock of an older class; it goes. */
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
        if (underWay == 0 && end == null) {
            end = context.executor().schedule(() -> end(context), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelRead(bytes);
    }

    /** @param next how long the bytes of the next one may take, once there is none under way */
    void begun(Duration next) {
        underWay++;
        patience = next;
        stop();
    }

    void ended() {
        underWay--;
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

    /** Also where the connection has ended. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }
}
