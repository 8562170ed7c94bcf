package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An outlet's hold on the hub. Its methods are called on the outlet's loop. */
public interface Subscription {

    /** The client takes more again. */
    void drained();

    /** The client has shown a fresh token of the same user. */
    void refresh(Caller fresh);

    /** Does something on the loop; may be called on any thread. */
    void execute(Runnable action);

    /** The client has gone. Nothing is written to the outlet any more. */
    void close();

    /** Where the client is now; what it was told last may be earlier. */
    String cursor();

    /**
     * Follows a channel more, from now, or with what happened in it after a cursor: that is replayed first, under the
     * client's own current cursor, and with a {@link Outlet#reset} before it where something is missing. A channel that is
     * followed already is followed anew.
     *
     * @param start {@link Start.Now}, {@link Start.After} or {@link Start.Unknown}
     */
    void follow(Channel channel, Start start, @Nullable Where where, Followed then);

    void unfollow(Channel channel);

    /** In the order in which they were first followed. */
    List<Channel> following();

    /** What comes of {@link #follow}; called once, on the loop, unless the client goes before. */
    interface Followed {

        /** The replay has been written; what happens now follows. */
        void arrived();

        /** The channel's history cannot be read at the moment: it is not followed. */
        void failed(Throwable reason);
    }
}
