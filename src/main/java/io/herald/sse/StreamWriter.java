package io.herald.sse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** The bytes' way to one EventSource. All methods are called on its loop. */
interface StreamWriter {

    EventLoop loop();

    boolean isFull();

    /** Sends a chunk of {@link SseFrameEncoder#gather}; retains it as long as it is needed. */
    void write(ByteBuf chunk);

    /** How long a client may take to receive the end of its stream. */
    long FINISH_SECONDS = 2;

    /**
     * Ends the response in order, after what has been written. Aborts if the client does not take that within
     * {@link #FINISH_SECONDS}: a reader that has stopped would keep its descriptor forever.
     */
    void finish();

    /** Closes at once, without waiting for a client that takes nothing. */
    void abort();

    /** What the wire tells of its client. */
    interface Listener {

        void drained();

        /** The connection, or the stream within it, is closed. May be called again. */
        void closed();
    }
}
