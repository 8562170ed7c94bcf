package io.herald.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 connection of our own after the response's head: chunks go to the socket as they are, shared by all
 * subscribers, with no HTTP layer in between.
 *
 * <p>To Vert.x the request is finished once the head is written, so that request, response, headers and all that hangs
 * on them can be collected: they are most of what an idle connection costs. The end of the body that Vert.x writes then is
 * swallowed. The connection's own handler stays, for closing and for its metrics.
 */
final class TakenOverWire extends ChannelDuplexHandler implements Wire {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

    /** Of no use any more once the head is written; the idle time-out would not see what we write. */
    private static final List<String> HTTP_HANDLERS = List.of("httpDecoder", "httpEncoder", "idle", "h2c");

    private final ConnectionBase connection;
    private final Listener listener;
    private ChannelHandlerContext context;
    private boolean swallowing;
    private boolean closed;

    private TakenOverWire(ConnectionBase connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** In the request's handler, on its loop; the response's head is set and not written. */
    static Wire takeOver(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        ConnectionBase connection = (ConnectionBase) request.connection();
        ChannelPipeline pipeline = connection.channel().pipeline();
        TakenOverWire wire = new TakenOverWire(connection, listener);
        response.setChunked(true);
        response.writeHead();
        pipeline.addBefore("httpDecoder", "sse", wire);
        wire.swallowing = true;
        response.end();
        // The decoder is in the middle of this request: it goes when it has told of its end.
        wire.loop().execute(() -> {
            if (connection.channel().isActive()) {
                HTTP_HANDLERS.stream()
                        .filter(name -> pipeline.get(name) != null)
                        .forEach(pipeline::remove);
            }
        });
        return wire;
    }

    /** Whether the connection can be taken over: Vert.x closes it after the response otherwise. */
    static boolean canTakeOver(HttpServerRequest request) {
        return request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
                && !"close".equalsIgnoreCase(request.getHeader("Connection"))
                && ((ConnectionBase) request.connection()).channel().pipeline().get("httpEncoder") != null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public EventLoop loop() {
        return connection.channel().eventLoop();
    }

    @Override
    public boolean isFull() {
        return !context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf chunk) {
        context.writeAndFlush(chunk.retainedDuplicate(), connection.voidPromise);
    }

    @Override
    public void finish() {
        loop().schedule(this::abort, FINISH_SECONDS, TimeUnit.SECONDS);
        context.writeAndFlush(Unpooled.wrappedBuffer(LAST_CHUNK)).addListener(written -> context.close());
    }

    @Override
    public void abort() {
        context.close();
    }

    /** From Vert.x above, which has nothing more to say; empty buffers are how it flushes. */
    @Override
    public void write(ChannelHandlerContext here, Object message, ChannelPromise promise) {
        if (swallowing && message instanceof ByteBuf bytes && bytes.isReadable()) {
            bytes.release();
            promise.trySuccess();
        } else {
            here.write(message, promise);
        }
    }

    /** An EventSource sends nothing more. Whoever does could fill our memory with requests that wait for their turn. */
    @Override
    public void channelRead(ChannelHandlerContext here, Object message) {
        ReferenceCountUtil.release(message);
        here.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (here.channel().isWritable()) {
            listener.drained();
        }
        here.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        tellClosed();
        here.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext here, Throwable failure) {
        here.close();
    }

    private void tellClosed() {
        if (!closed) {
            closed = true;
            listener.closed();
        }
    }
}
