package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.subscriber.SubscriberSet.Seat;
import java.util.ArrayList;
import java.util.List;

/**
 * The channels that a subscriber follows, with its seat in the {@link SubscriberSet} of each. The order is that in which
 * they were last followed.
 */
final class FollowedChannels {

    private record Place(Channel channel, Seat<?> seat) {}

    private final List<Place> places;

    FollowedChannels(int expected) {
        places = new ArrayList<>(expected);
    }

    void add(Channel channel, Seat<?> seat) {
        places.add(new Place(channel, seat));
    }

    /** Removes the channel and leaves its seat. Returns false if the channel was not followed. */
    boolean remove(Channel channel) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).channel.equals(channel)) {
                places.remove(i).seat.leave();
                return true;
            }
        }
        return false;
    }

    boolean contains(Channel channel) {
        return places.stream().anyMatch(place -> place.channel.equals(channel));
    }

    /** Whether the subscriber follows the channel, and the filter of its seat accepts the event. */
    boolean want(EncodedEvent encodedEvent, Channel channel) {
        for (Place place : places) {
            if (place.channel.equals(channel)) {
                return place.seat.wants(encodedEvent);
            }
        }
        return false;
    }

    List<Channel> channels() {
        return places.stream().map(Place::channel).toList();
    }

    List<String> rooms() {
        return channels().stream().filter(Channel::isRoom).map(Channel::name).toList();
    }
}
