package io.herald.problem;

import io.herald.vertx.NettyChannels;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Recognizes failures that a client causes when it closes its connection or resets its request. They are not service errors. */
public final class ClientAborts {

    private static final String HTTP_2_CODEC = Http2ConnectionEncoder.class.getPackageName() + ".";

    private ClientAborts() {}

    /**
     * Returns whether a call failed because its client closed the connection or reset the HTTP/2 stream, so that a response
     * cannot be delivered. The type of the exception is not sufficient: outgoing connections of the service fail with the
     * same types.
     */
    public static boolean isCausedByClient(Throwable failure, HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 && isOfStream(failure)
                || (isOfConnection(failure) || isRejectedWrite(failure)) && isClosed(request);
    }

    /**
     * Returns whether the exception handler of a request received the end of the connection or of the stream, and not a
     * decoder error.
     */
    public static boolean isEnd(Throwable failure) {
        return isOfConnection(failure) || isOfStream(failure);
    }

    private static boolean isOfConnection(Throwable failure) {
        return failure instanceof IOException || failure instanceof HttpClosedException;
    }

    /** Vert.x raises these before it marks the response as closed. */
    private static boolean isOfStream(Throwable failure) {
        return failure instanceof StreamResetException
                // A write to a stream that the client has reset.
                || failure instanceof StreamException;
    }

    /**
     * Returns whether the codec of HTTP/2 has rejected a write because the stream no longer exists. It raises exceptions of
     * general types, which are recognized by their origin.
     */
    private static boolean isRejectedWrite(Throwable failure) {
        if (!(failure instanceof IllegalStateException || failure instanceof IllegalArgumentException)) {
            return false;
        }
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(HTTP_2_CODEC);
    }

    private static boolean isClosed(HttpServerRequest request) {
        return request.response().closed() || !NettyChannels.channel(request).isActive();
    }
}
