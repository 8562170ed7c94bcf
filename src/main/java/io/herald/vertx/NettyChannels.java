package io.herald.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Provides access to the Netty channel of a Vert.x connection. */
public final class NettyChannels {

    private NettyChannels() {}

    public static Channel channel(HttpServerRequest request) {
        return channel(request.connection());
    }

    public static Channel channel(HttpConnection connection) {
        return base(connection).channel();
    }

    public static EventLoop loop(HttpServerRequest request) {
        return channel(request).eventLoop();
    }

    /**
     * Returns a promise for writes whose result is ignored. Unlike {@link Channel#voidPromise}, it does not report a
     * failed write to the pipeline, because the connection is closed then anyway.
     */
    public static ChannelPromise voidPromise(HttpConnection connection) {
        return base(connection).voidPromise;
    }

    private static ConnectionBase base(HttpConnection connection) {
        return (ConnectionBase) connection;
    }
}
