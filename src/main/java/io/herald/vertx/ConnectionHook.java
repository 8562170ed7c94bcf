package io.herald.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.function.Consumer;

/**
 * Calls an action for each accepted connection before its first byte is read. The connection handler of Vert.x is
 * called only when the first request has arrived, and Quarkus does not expose the server before it listens. So this
 * class looks up the listening sockets on the acceptor event loops.
 */
public final class ConnectionHook {

    private static final String NAME = "accept-hook";

    private ConnectionHook() {}

    /**
     * Calls the action for every connection that is accepted from now on, on the acceptor event loop and before the
     * connection is read.
     */
    public static void onAccept(Vertx vertx, Consumer<Channel> action) {
        for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            loop.execute(() -> ((SingleThreadEventLoop) loop)
                    .registeredChannelsIterator()
                    .forEachRemaining(channel -> {
                        if (channel instanceof ServerChannel) {
                            install(channel.pipeline(), new AcceptHandler(action));
                        }
                    }));
        }
    }

    /** Installs one hook per listening socket. A repeated call replaces the action. */
    private static void install(ChannelPipeline acceptor, AcceptHandler handler) {
        if (acceptor.get(NAME) == null) {
            acceptor.addFirst(NAME, handler);
        } else {
            acceptor.replace(NAME, NAME, handler);
        }
    }

    private static final class AcceptHandler extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> action;

        AcceptHandler(Consumer<Channel> action) {
            this.action = action;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            action.accept((Channel) accepted);
            context.fireChannelRead(accepted);
        }
    }
}
