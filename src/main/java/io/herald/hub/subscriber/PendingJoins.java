package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.hub.transport.Subscription.FollowListener;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pending joins of a subscriber. They are replayed one after the other, in the order of the requests. */
public final class PendingJoins {

    private final ArrayDeque<PendingJoin> queue = new ArrayDeque<>(0);

    public void add(PendingJoin requested) {
        queue.add(requested);
    }

    /** Returns the oldest join and keeps it; null if there is none. */
    public @Nullable PendingJoin next() {
        return queue.peek();
    }

    /** Whether the join has neither ended nor been cancelled. */
    public boolean isPending(PendingJoin requested) {
        return queue.contains(requested);
    }

    public void end(PendingJoin ended) {
        queue.remove(ended);
    }

    /** Whether a join of the channel is pending. Allocates nothing: the shard calls it for all subscribers that are behind. */
    public boolean contains(Channel channel) {
        for (PendingJoin one : queue) {
            if (one.channel().equals(channel)) {
                return true;
            }
        }
        return false;
    }

    public List<Channel> channels() {
        return queue.stream().map(PendingJoin::channel).toList();
    }

    /** Removes the joins of a channel and returns their callbacks. Reads in progress for them are ignored. */
    public List<FollowListener> cancel(Channel channel) {
        List<FollowListener> cancelled = queue.stream()
                .filter(one -> one.channel().equals(channel))
                .map(PendingJoin::listener)
                .toList();
        queue.removeIf(one -> one.channel().equals(channel));
        return cancelled;
    }
}
