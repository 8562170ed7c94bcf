package io.herald.vertx;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.impl.CloseFuture;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.impl.NetClientImpl;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Creates network clients that report each read from their sockets. The Redis client itself reports complete replies
 * only, and on a slow link a large reply may take longer than a connection may be silent.
 */
public final class ReadNotifyingVertx extends VertxWrapper {

    private final VertxInternal vertx;
    private final Runnable onRead;

    /** @param onRead called on the event loop of the connection */
    public ReadNotifyingVertx(Vertx vertx, Runnable onRead) {
        super((VertxInternal) vertx);
        this.vertx = (VertxInternal) vertx;
        this.onRead = onRead;
    }

    /** Creates a client as Vert.x does. The Redis client closes it together with itself. */
    @Override
    public NetClient createNetClient(NetClientOptions options) {
        CloseFuture closing = new CloseFuture();
        NetClientImpl client = new NotifyingClient(vertx, metrics(options), options, closing, onRead);
        closing.add(client);
        return client;
    }

    private @Nullable TCPMetrics<?> metrics(NetClientOptions options) {
        VertxMetrics metrics = vertx.metricsSPI();
        return metrics == null ? null : metrics.createNetClientMetrics(options);
    }

    private static final class NotifyingClient extends NetClientImpl {

        private final Runnable onRead;

        NotifyingClient(
                VertxInternal vertx,
                @Nullable TCPMetrics<?> metrics,
                NetClientOptions options,
                CloseFuture closing,
                Runnable onRead) {
            super(vertx, metrics, options, closing);
            this.onRead = onRead;
        }

        @Override
        protected void initChannel(ChannelPipeline pipeline) {
            pipeline.addLast("reads", new ReadHandler(onRead));
            super.initChannel(pipeline);
        }
    }

    private static final class ReadHandler extends ChannelInboundHandlerAdapter {

        private final Runnable onRead;

        ReadHandler(Runnable onRead) {
            this.onRead = onRead;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            onRead.run();
            context.fireChannelRead(bytes);
        }
    }
}
