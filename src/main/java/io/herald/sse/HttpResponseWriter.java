package io.herald.sse;

import io.herald.vertx.HttpPipeline;
import io.herald.vertx.NettyChannels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Writes through the response of Vert.x. Used for HTTP/2, where a connection carries many streams, for HTTP/1.0, and for clients
 * that send {@code Connection: close}.
 */
final class HttpResponseWriter implements StreamWriter {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Listener listener;

    private HttpResponseWriter(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        this.request = request;
        this.response = response;
        this.listener = listener;
    }

    static StreamWriter open(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        response.setChunked(request.version() == HttpVersion.HTTP_1_1);
        response.drainHandler(drained -> listener.drained());
        response.closeHandler(closed -> listener.closed());
        response.exceptionHandler(failure -> {});
        if (request.version() != HttpVersion.HTTP_2) {
            // Heartbeats detect a dead peer. HTTP/2 keeps the time-out, which applies once its last stream has ended.
            HttpPipeline.removeIdleTimeout(NettyChannels.channel(request).pipeline());
        }
        return new HttpResponseWriter(request, response, listener);
    }

    @Override
    public EventLoop loop() {
        return NettyChannels.loop(request);
    }

    @Override
    public boolean isFull() {
        return !response.ended() && response.writeQueueFull();
    }

    /**
     * Writes a copy of the chunk's content on the heap. Vert.x never releases a buffer that it is given, so a pooled copy would
     * stay allocated for the life of the process.
     */
    @Override
    public void write(ByteBuf chunk) {
        if (!response.ended() && !response.closed()) {
            response.write(Buffer.buffer(ByteBufUtil.getBytes(SseFrameEncoder.content(chunk))));
        }
    }

    @Override
    public void finish() {
        if (!response.ended() && !response.closed()) {
            ScheduledFuture<?> deadline = loop().schedule(this::abort, FINISH_SECONDS, TimeUnit.SECONDS);
            response.end().onComplete(sent -> {
                deadline.cancel(false);
                listener.closed();
            });
        }
    }

    /**
     * Resets the stream over HTTP/2, and otherwise closes the Netty channel. Vert.x would flush the channel before closing it,
     * which never completes if the client has stopped reading.
     */
    @Override
    public void abort() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            NettyChannels.channel(request).close();
        }
        listener.closed();
    }
}
