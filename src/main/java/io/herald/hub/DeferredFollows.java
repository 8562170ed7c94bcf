package io.herald.hub;

import io.herald.event.Channel;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Subscription.Followed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The channels that were requested while the admission of a subscriber is in progress: it has no position yet. */
final class DeferredFollows {

    private record Request(
            Channel channel,
            StartPosition startPosition,
            @Nullable EventFilter eventFilter,
            Followed then) {}

    private final List<Request> requests = new ArrayList<>(0);
    private @Nullable Set<String> memberships;

    void add(Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, Followed then) {
        requests.add(new Request(channel, startPosition, eventFilter, then));
    }

    /** Replaces those of an earlier call. */
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

    List<Followed> cancel(Channel channel) {
        List<Followed> cancelled = requests.stream()
                .filter(request -> request.channel.equals(channel))
                .map(Request::then)
                .toList();
        requests.removeIf(request -> request.channel.equals(channel));
        return cancelled;
    }

    void apply(Subscription subscription) {
        if (memberships != null) {
            subscription.followMemberships(memberships);
            memberships = null;
        }
        List<Request> these = List.copyOf(requests);
        requests.clear();
        these.forEach(one -> subscription.follow(one.channel, one.startPosition, one.eventFilter, one.then));
    }
}
