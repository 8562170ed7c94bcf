package io.herald.sse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** Writes through Vert.x: for HTTP/2, where a connection carries many streams, and for clients that want it closed. */
final class ResponseWire implements Wire {

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    private ResponseWire(HttpServerRequest request, HttpServerResponse response) {
        this.request = request;
        this.response = response;
    }

    static Wire open(HttpServerRequest request, HttpServerResponse response, Listener listener) {
        response.setChunked(request.version() == HttpVersion.HTTP_1_1);
        response.drainHandler(drained -> listener.drained());
        response.closeHandler(closed -> listener.closed());
        response.exceptionHandler(failure -> {});
        return new ResponseWire(request, response);
    }

    @Override
    public EventLoop loop() {
        return ((ConnectionBase) request.connection()).channel().eventLoop();
    }

    @Override
    public boolean isFull() {
        return !response.ended() && response.writeQueueFull();
    }

    @Override
    public void write(ByteBuf chunk) {
        if (!response.ended() && !response.closed()) {
            response.write(Buffer.buffer(SseFraming.content(chunk).copy()));
        }
    }

    @Override
    public void finish() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void abort() {
        response.reset();
    }
}
