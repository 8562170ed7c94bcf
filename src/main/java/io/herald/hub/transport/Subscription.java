package io.herald.hub.transport;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.EventFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transport's handle on its subscriber. The transport calls the methods on the loop of its outlet, unless a method says
 * otherwise.
 */
public interface Subscription {

    /** Continues delivery: the outlet was full and accepts writes again. */
    void drained();

    /** Replaces the caller with the one of a fresh token of the same user, and the expiry with that of the token. */
    void refresh(Caller fresh);

    /** Runs an action on the loop, at once if this is the loop's thread. May be called on any thread. */
    void execute(Runnable action);

    /** The client has disconnected. Nothing is written to the outlet any more. */
    void close();

    /** Does the same as {@link #close} for a client that has announced the end: presence does not wait for its return. */
    void closeByClient();

    /** Returns the current position of the client. The cursor that it has received last may be lower. */
    String cursor();

    /**
     * Follows one more channel, from now on or after a cursor. The stored events after the cursor are replayed first; each
     * carries the client's current cursor. If some are missing, a {@link Outlet#reset} precedes them. If the channel is
     * already followed, the call replaces its filter.
     *
     * @param startPosition {@link StartPosition.Now}, {@link StartPosition.After} or {@link StartPosition.Unknown}
     */
    void follow(
            Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, FollowListener listener);

    /**
     * Follows a member's rooms from now on. Skips the rooms that are followed or {@link #joining}, and those that the client
     * has {@linkplain #leaveRoom left} since the membership began.
     *
     * @param rooms all rooms of the member
     */
    void followMemberships(Set<String> rooms);

    /** Stops following a channel. A replay of the channel that is in progress {@linkplain FollowListener#failed fails}. */
    void unfollow(Channel channel);

    /** Does the same as {@link #unfollow} at the client's request, which a membership does not override. */
    void leaveRoom(Channel room);

    /** Returns the followed channels, in the order in which they were last {@linkplain #follow followed}. */
    List<Channel> following();

    /** Returns the channels whose replay has not ended. They are followed from its end on. */
    List<Channel> joining();

    /** Receives the result of {@link #follow}. Called once, on the loop, unless the client disconnects before. */
    interface FollowListener {

        /** The replay has been written, and the channel is followed. */
        void followed();

        /** The channel is not followed: its history cannot be read now, or the client may no longer follow it. */
        void failed(Throwable reason);
    }
}
