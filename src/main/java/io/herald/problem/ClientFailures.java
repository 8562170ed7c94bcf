package io.herald.problem;

import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Recognizes failures that a client causes by ending its connection or its request: no fault of the service. */
public final class ClientFailures {

    private ClientFailures() {}

    /** Whether the client has closed the connection or reset the HTTP/2 stream, so that nobody reads an answer. */
    public static boolean isGone(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                // What is written to a stream that its client has reset.
                || failure instanceof StreamException;
    }
}
