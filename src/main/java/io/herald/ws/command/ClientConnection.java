package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.hub.transport.Subscription;
import io.netty.channel.EventLoop;
import java.util.List;

/** The connection that commands come by. All methods but {@link #loop} and {@link #caller} are called on its loop. */
public interface ClientConnection {

    /** The id of the connection. */
    String connection();

    EventLoop loop();

    Caller caller();

    boolean isOpen();

    Subscription subscription();

    /** The names of the rooms that the connection follows. */
    List<String> rooms();

    /** Continues with a fresh token of the same user. */
    void refresh(Caller fresh);
}
