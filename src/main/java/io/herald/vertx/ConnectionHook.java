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
 * The sockets that Vert.x listens on, for what has to be done to a connection before its first byte. Vert.x' own handler of
 * connections is called when the first request has come, and Quarkus gives the server to nobody before it listens. So the
 * sockets are looked for where they are: on the loops that accept.
 */
public final class ConnectionHook {

    private static final String NAME = "porter";

    private ConnectionHook() {}

    /** From now on, on every connection that is accepted, in its loop's time before it is read from. */
    public static void eachConnection(Vertx vertx, Consumer<Channel> action) {
        for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            loop.execute(() -> ((SingleThreadEventLoop) loop)
                    .registeredChannelsIterator()
                    .forEachRemaining(channel -> {
                        if (channel instanceof ServerChannel) {
                            post(channel.pipeline(), new Porter(action));
                        }
                    }));
        }
    }

    /** One at each door, however often it is asked for. */
    private static void post(ChannelPipeline door, Porter porter) {
        if (door.get(NAME) == null) {
            door.addFirst(NAME, porter);
        } else {
            door.replace(NAME, NAME, porter);
        }
    }

    private static final class Porter extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> action;

        Porter(Consumer<Channel> action) {
            this.action = action;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            action.accept((Channel) accepted);
            context.fireChannelRead(accepted);
        }
    }
}
