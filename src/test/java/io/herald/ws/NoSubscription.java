package io.herald.ws;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A subscription without channels. */
final class NoSubscription implements Subscription {

    @Override
    public void drained() {}

    @Override
    public void refresh(Caller fresh) {}

    @Override
    public void execute(Runnable action) {}

    @Override
    public void close() {}

    @Override
    public void closeByClient() {}

    @Override
    public String cursor() {
        return "";
    }

    @Override
    public void follow(
            Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, FollowListener listener) {}

    @Override
    public void followMemberships(Set<String> rooms) {}

    @Override
    public void unfollow(Channel channel) {}

    @Override
    public void leaveRoom(Channel room) {}

    @Override
    public List<Channel> following() {
        return List.of();
    }

    @Override
    public List<Channel> joining() {
        return List.of();
    }
}
