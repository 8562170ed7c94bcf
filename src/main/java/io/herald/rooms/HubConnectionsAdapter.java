package io.herald.rooms;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.RoomAccessReview;
import io.herald.hub.transport.Subscription;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Provides the connections of the hub and reviews them. */
@ApplicationScoped
class HubConnectionsAdapter implements OpenConnections {

    private final Hub hub;
    private final RoomAccessReview review;

    HubConnectionsAdapter(Hub hub, RoomAccessReview review) {
        this.hub = hub;
        this.review = review;
    }

    @Override
    public Uni<Set<Channel>> followed() {
        return hub.followed();
    }

    @Override
    public void review(List<Channel> changed) {
        hub.forEachFollower(only(changed, Channel::isUser), review::reviewRooms);
        for (Channel room : only(changed, Channel::isRoom)) {
            hub.forEachFollower(List.of(room), (caller, subscription) -> one(caller, subscription, room));
        }
    }

    private void one(Caller caller, Subscription subscription, Channel room) {
        review.reviewRoom(caller, subscription, room.name());
    }

    private static List<Channel> only(List<Channel> channels, Predicate<Channel> kind) {
        return channels.stream().filter(kind).toList();
    }
}
