package io.herald.sse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** Writes the body of one SSE response. All methods are called on its event loop. */
interface StreamWriter {

    EventLoop loop();

    boolean isFull();

    /** Sends a chunk of {@link SseFrameEncoder#gather}. Retains or copies it; the caller keeps its own reference. */
    void write(ByteBuf chunk);

    /** The time that a client has to receive the end of its stream. */
    long FINISH_SECONDS = 2;

    /**
     * Ends the response after everything that has been written. Aborts if the client does not receive that within
     * {@link #FINISH_SECONDS}: otherwise a client that has stopped reading would hold its file descriptor forever.
     */
    void finish();

    /** Closes at once, without flushing: for a client that has stopped reading. */
    void abort();

    /** Receives the state changes of the connection, on its loop. */
    interface Listener {

        void drained();

        /** The connection, or the HTTP/2 stream, is closed. May be called more than once. */
        void closed();
    }
}
