package io.herald.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.vertx.HttpPipeline;
import io.herald.vertx.NettyChannels;
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
 * Takes over an HTTP/1.1 connection after the response head, and writes encoded chunks directly to the socket. All subscribers
 * share the chunks, with no HTTP layer in between.
 *
 * <p>For Vert.x, the response ends once its head is written. This makes request, response, headers and the objects that they
 * reference collectable, which account for most of the memory of an idle connection. The end of the body, which Vert.x writes
 * then, is discarded. The connection handler of Vert.x remains in the pipeline, for closing and for connection metrics.
 */
final class RawChunkWriter extends ChannelDuplexHandler implements StreamWriter {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

    private final ChannelPromise voidPromise;
    private final Listener listener;
    private ChannelHandlerContext context;
    private boolean discarding;
    private boolean closed;

    private RawChunkWriter(ChannelPromise voidPromise, Listener listener) {
        this.voidPromise = voidPromise;
        this.listener = listener;
    }

    /** Takes over the connection. Called in the request handler, on its loop, when the head is set but not yet written. */
    static StreamWriter takeOver(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        ChannelPipeline pipeline = NettyChannels.channel(request).pipeline();
        RawChunkWriter writer = new RawChunkWriter(NettyChannels.voidPromise(request.connection()), listener);
        response.setChunked(true);
        response.writeHead();
        HttpPipeline.addBelowCodec(pipeline, "sse", writer);
        writer.discarding = true;
        response.end();
        // The decoder is still processing this request. It is removed after it has emitted the end of the request.
        writer.loop().execute(() -> {
            if (pipeline.channel().isActive()) {
                HttpPipeline.removeCodec(pipeline);
            }
        });
        return writer;
    }

    /** Whether the connection can be taken over: it must be HTTP/1.1, and Vert.x must not close it after the response. */
    static boolean canTakeOver(HttpServerRequest request) {
        return request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
                && !"close".equalsIgnoreCase(request.getHeader("Connection"))
                && HttpPipeline.hasCodec(NettyChannels.channel(request).pipeline());
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

    /** Discards what Vert.x writes after the response head. Passes empty buffers on, because Vert.x flushes with them. */
    @Override
    public void write(ChannelHandlerContext here, Object message, ChannelPromise promise) {
        if (discarding && message instanceof ByteBuf bytes && bytes.isReadable()) {
            bytes.release();
            promise.trySuccess();
        } else {
            here.write(message, promise);
        }
    }

    /** Closes the connection on input. An EventSource sends nothing more, and pipelined requests would accumulate in memory. */
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
        notifyClosed();
        here.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext here, Throwable failure) {
        here.close();
    }

    private void notifyClosed() {
        if (!closed) {
            closed = true;
            listener.closed();
        }
    }
}
