package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.hub.transport.Subscription;
import io.netty.channel.EventLoop;
import java.util.List;

/** The connection that sends commands. All methods except {@link #loop} and {@link #caller} must be called on its event loop. */
public interface ClientConnection {

    /** The id of the connection. */
    String connection();

    EventLoop loop();

    Caller caller();

    boolean isOpen();

    Subscription subscription();

    /** The names of the rooms that the connection follows. */
    List<String> rooms();

    /** Replaces the caller by that of a new token of the same user. */
    void refresh(Caller fresh);
}
