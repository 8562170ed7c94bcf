package io.herald.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.vertx.Connections;
import io.herald.vertx.HttpPipeline;
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
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 connection of our own after the response's head: chunks go to the socket as they are, shared by all
 * subscribers, with no HTTP layer in between.
 *
 * <p>To Vert.x the request is finished once the head is written, so that request, response, headers and all that hangs
 * on them can be collected: they are most of what an idle connection costs. The end of the body that Vert.x writes then is
 * swallowed. The connection's own handler stays, for closing and for its metrics.
 */
final class RawChunkWriter extends ChannelDuplexHandler implements StreamWriter {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

    private final ChannelPromise voidPromise;
    private final Listener listener;
    private ChannelHandlerContext context;
    private boolean swallowing;
    private boolean closed;

    private RawChunkWriter(ChannelPromise voidPromise, Listener listener) {
        this.voidPromise = voidPromise;
        this.listener = listener;
    }

    /** In the request's handler, on its loop; the response's head is set and not written. */
    static StreamWriter takeOver(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        ChannelPipeline pipeline = Connections.channel(request).pipeline();
        RawChunkWriter wire = new RawChunkWriter(Connections.voidPromise(request.connection()), listener);
        response.setChunked(true);
        response.writeHead();
        HttpPipeline.addBelowCodec(pipeline, "sse", wire);
        wire.swallowing = true;
        response.end();
        // The decoder is in the middle of this request: it goes when it has told of its end.
        wire.loop().execute(() -> {
            if (pipeline.channel().isActive()) {
                HttpPipeline.removeCodec(pipeline);
            }
        });
        return wire;
    }

    /** Whether the connection can be taken over: Vert.x closes it after the response otherwise. */
    static boolean canTakeOver(HttpServerRequest request) {
        return request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
                && !"close".equalsIgnoreCase(request.getHeader("Connection"))
                && HttpPipeline.hasCodec(Connections.channel(request).pipeline());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public EventLoop loop() {
        return context.channel().eventLoop();
    }

    @Override
    public boolean isFull() {
        return !context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf chunk) {
        context.writeAndFlush(chunk.retainedDuplicate(), voidPromise);
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
