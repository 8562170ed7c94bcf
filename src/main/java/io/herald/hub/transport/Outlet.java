package io.herald.hub.transport;

import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * The transport's end of a subscription: all that differs between transports. The hub calls the methods on the outlet's
 * event loop, except {@link #loop}, which it calls on any thread. No method may block or throw. The outlet calls
 * {@link Subscription#close()} when the client has disconnected, and {@link Subscription#drained()} when it was
 * {@link #isFull() full} and accepts writes again.
 */
public interface Outlet {

    EventLoop loop();

    Transport transport();

    FrameEncoder frameEncoder();

    /** Returns the id of the connection; empty if the outlet is no lasting connection, such as a long poll. */
    default String connection() {
        return "";
    }

    /** Whether earlier writes still wait for the client. The hub writes no events to an outlet that is full. */
    boolean isFull();

    void ready(ReadyEvent readyEvent);

    void reset(ResetEvent resetEvent);

    /**
     * Writes frames that {@link FrameEncoder#combine} has combined. The buffer is shared with other outlets: an outlet that
     * keeps it after the call retains it.
     */
    void write(ByteBuf frames);

    /** All stored events have been written. From now on, the hub writes events as they arrive. */
    default void caughtUp() {}

    /**
     * Asks the outlet to finish, because this instance shuts down. The outlet calls {@code end}, on the loop, when the
     * client's requests in progress are done. At the end of the drain, the hub ends the connection in any case.
     */
    default void drain(Runnable end) {
        end.run();
    }

    /** Sends the reason, as far as the transport can express it, and closes the connection. */
    void close(CloseReason closeReason);

    /**
     * Whether the connection may stay open after {@link #close}, until its client has read what was written. Such an outlet
     * calls {@link Subscription#close()} when the connection is closed, and counts as a connection until then.
     */
    default boolean mayOutliveClose() {
        return false;
    }
}
