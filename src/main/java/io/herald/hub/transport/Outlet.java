package io.herald.hub.transport;

import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * The end of the road to one client: all that differs between transports. Every method is called on its event loop, none
 * may block, none may throw. When the client is gone it calls {@link Subscription#close()}; when it {@link #isFull()} and
 * then is not any more, {@link Subscription#drained()}.
 */
public interface Outlet {

    EventLoop loop();

    Transport transport();

    FrameEncoder frameEncoder();

    /** The id of the connection; empty for what is none, such as a call that waits for its answer. */
    default String connection() {
        return "";
    }

    /** Whether what was written last still waits for the client. Nothing more is written to it then. */
    boolean isFull();

    void ready(ReadyEvent readyEvent);

    void reset(ResetEvent resetEvent);

    /** Sends frames that {@link #framing()} has gathered. The buffer is shared: whoever keeps it retains it. */
    void write(ByteBuf frames);

    /** All that there was has been written; from now on events come as they happen. */
    void caughtUp();

    /**
     * This instance is going away: {@code end} is to be called, on the loop, as soon as what the client has begun is
     * done. It is ended a little later anyway.
     */
    default void leave(Runnable end) {
        end.run();
    }

    /** Says why, as far as the transport can, and closes. */
    void end(CloseReason closeReason);

    /**
     * Whether the connection may outlive {@link #end}, until its client has taken what was written. Such an outlet calls
     * {@link Subscription#close()} when the connection is closed, and counts as a connection until then.
     */
    default boolean outlivesEnd() {
        return false;
    }
}
