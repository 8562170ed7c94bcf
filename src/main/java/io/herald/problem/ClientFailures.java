package io.herald.problem;

import io.herald.vertx.Connections;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Recognizes failures that a client causes by ending its connection or its request: no fault of the service. */
public final class ClientFailures {

    private ClientFailures() {}

    /**
     * Whether a call has failed because its client has closed the connection or reset the HTTP/2 stream, so that nobody reads
     * an answer. The type alone does not say so: connections from the service to others fail with the same exceptions.
     */
    public static boolean isGone(Throwable failure, HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 && isOfStream(failure)
                || isOfConnection(failure) && isClosed(request);
    }

    /**
     * Whether the exception handler of a request has received the end of the connection or the stream, and not an error of
     * the decoder.
     */
    public static boolean isEnd(Throwable failure) {
        return isOfConnection(failure) || isOfStream(failure);
    }

    private static boolean isOfConnection(Throwable failure) {
        return failure instanceof IOException || failure instanceof HttpClosedException;
    }

    /** These come before the response counts as closed. */
    private static boolean isOfStream(Throwable failure) {
        return failure instanceof StreamResetException
                // What is written to a stream that its client has reset.
                || failure instanceof StreamException;
    }

    private static boolean isClosed(HttpServerRequest request) {
        return request.response().closed() || !Connections.channel(request).isActive();
    }
}
