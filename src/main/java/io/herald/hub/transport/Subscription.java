package io.herald.hub.transport;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.EventFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outlet's hold on the hub. Its methods are called on the outlet's loop. */
public interface Subscription {

    /** The client takes more again. */
    void drained();

    /** The client has shown a fresh token of the same user. */
    void refresh(Caller fresh);

    /** Runs an action on the loop, at once if this is the loop's thread. May be called on any thread. */
    void execute(Runnable action);

    /** The client has gone. Nothing is written to the outlet any more. */
    void close();

    /** As {@link #close}, and the client has said goodbye: nobody has to wait whether it comes back. */
    void depart();

    /** Where the client is now; what it was told last may be earlier. */
    String cursor();

    /**
     * Follows a channel more, from now, or with what happened in it after a cursor: that is replayed first, under the
     * client's own current cursor, and with a {@link Outlet#reset} before it where something is missing. A channel that is
     * followed already is followed anew.
     *
     * @param startPosition {@link StartPosition.Now}, {@link StartPosition.After} or {@link StartPosition.Unknown}
     */
    void follow(Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, Followed then);

    /**
     * Follows a member's rooms from now on. Skips the rooms that are followed or {@link #joining}, and those that the client
     * has {@linkplain #leaveRoom left} since the membership began.
     *
     * @param rooms all rooms of the member
     */
    void followMemberships(Set<String> rooms);

    /** Stops following a channel. A replay of the channel that is in progress {@linkplain Followed#failed fails}. */
    void unfollow(Channel channel);

    /** Does the same as {@link #unfollow} at the client's request, which a membership does not override. */
    void leaveRoom(Channel room);

    /** In the order in which they were first followed. */
    List<Channel> following();

    /** The channels that are not followed until the replay in progress has ended. */
    List<Channel> joining();

    /** What comes of {@link #follow}; called once, on the loop, unless the client goes before. */
    interface Followed {

        /** The replay has been written; what happens now follows. */
        void arrived();

        /** The channel is not followed: its history cannot be read at the moment, or the client may not follow it any more. */
        void failed(Throwable reason);
    }
}
