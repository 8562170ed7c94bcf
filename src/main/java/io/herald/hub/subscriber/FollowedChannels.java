package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.subscriber.SubscriberSet.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The channels that a subscriber follows, with its entry in the {@link SubscriberSet} of each. The order is that in which
 * they were last followed.
 */
final class FollowedChannels {

    private record FollowedChannel(Channel channel, Entry<?> entry) {}

    private final List<FollowedChannel> followed;

    FollowedChannels(int expected) {
        followed = new ArrayList<>(expected);
    }

    void add(Channel channel, Entry<?> entry) {
        followed.add(new FollowedChannel(channel, entry));
    }

    /** Removes the channel and its entry. Returns false if the channel was not followed. */
    boolean remove(Channel channel) {
        for (int i = 0; i < followed.size(); i++) {
            if (followed.get(i).channel.equals(channel)) {
                followed.remove(i).entry.remove();
                return true;
            }
        }
        return false;
    }

    boolean contains(Channel channel) {
        return followed.stream().anyMatch(candidate -> candidate.channel.equals(channel));
    }

    /** Whether the subscriber follows the channel, and the filter of its entry accepts the event. */
    boolean want(EncodedEvent encodedEvent, Channel channel) {
        for (FollowedChannel candidate : followed) {
            if (candidate.channel.equals(channel)) {
                return candidate.entry.wants(encodedEvent);
            }
        }
        return false;
    }

    boolean any(Predicate<Channel> condition) {
        for (FollowedChannel candidate : followed) {
            if (condition.test(candidate.channel)) {
                return true;
            }
        }
        return false;
    }

    List<Channel> channels() {
        return followed.stream().map(FollowedChannel::channel).toList();
    }

    List<String> rooms() {
        return channels().stream().filter(Channel::isRoom).map(Channel::name).toList();
    }
}
