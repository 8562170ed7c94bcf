package io.herald.sse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** The bytes' way to one EventSource. All methods are called on its loop. */
interface Wire {

    EventLoop loop();

    boolean isFull();

    /** Sends a chunk of {@link SseFraming#gather}; retains it as long as it is needed. */
    void write(ByteBuf chunk);

    /** Ends the response in order, after what has been written. */
    void finish();

    /** Closes at once, without waiting for a client that takes nothing. */
    void abort();

    /** What the wire tells of its client. */
    interface Listener {

        void drained();

        void closed();
    }
}
