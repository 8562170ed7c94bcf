package io.herald.hub;

import io.herald.event.Channel;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Subscription.FollowListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the channels that a client asks to follow while the resume of its subscriber is in progress. They are followed when
 * the subscriber has a position.
 */
final class DeferredFollows {

    private record Request(
            Channel channel,
            StartPosition startPosition,
            @Nullable EventFilter eventFilter,
            FollowListener listener) {}

    private final List<Request> requests = new ArrayList<>(0);
    private @Nullable Set<String> memberships;

    void add(Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, FollowListener listener) {
        requests.add(new Request(channel, startPosition, eventFilter, listener));
    }

    /** Sets the rooms of the member. Replaces the rooms of an earlier call. */
    void memberships(Set<String> rooms) {
        memberships = rooms;
    }

    List<Channel> channels() {
        return requests.stream().map(Request::channel).toList();
    }

    boolean contains(Channel channel) {
        for (Request request : requests) {
            if (request.channel.equals(channel)) {
                return true;
            }
        }
        return false;
    }

    /** Removes the requests for a channel and returns their callbacks. */
    List<FollowListener> cancel(Channel channel) {
        List<FollowListener> cancelled = requests.stream()
                .filter(request -> request.channel.equals(channel))
                .map(Request::listener)
                .toList();
        requests.removeIf(request -> request.channel.equals(channel));
        return cancelled;
    }

    /** Passes the requests to the subscription: first the memberships, then the channels in order. */
    void apply(Subscription subscription) {
        if (memberships != null) {
            subscription.followMemberships(memberships);
            memberships = null;
        }
        List<Request> these = List.copyOf(requests);
        requests.clear();
        these.forEach(one -> subscription.follow(one.channel, one.startPosition, one.eventFilter, one.listener));
    }
}
