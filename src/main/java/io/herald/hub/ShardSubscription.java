package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.filters.DeliveryFilter;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.resume.CatchUpReader;
import io.herald.hub.subscriber.FanOutPositions;
import io.herald.hub.subscriber.PendingJoin;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.log.HistoryPage.Gap;
import io.herald.problem.Problem;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Implements a transport's handle on its subscriber, on the components of the shard. */
final class ShardSubscription implements Subscription {

    private static final FollowListener NO_ANSWER = new FollowListener() {
        @Override
        public void followed() {}

        @Override
        public void failed(Throwable reason) {}
    };

    /** The components of the shard that its subscriptions share. */
    record Services(
            FanOutPositions positions,
            SubscriberRegistry subscriberRegistry,
            SubscriberLifecycle lifecycle,
            CatchUpReader catchUpReader,
            CursorFormat format) {}

    private final Subscriber subscriber;
    private final Services shard;

    /** Rooms that the client has left although the user may be a member; immutable while empty, because few clients leave any. */
    private Set<Channel> left = Set.of();

    /** Null when the subscriber has a position. */
    private @Nullable DeferredFollows deferred = new DeferredFollows();

    ShardSubscription(Subscriber subscriber, Services shard) {
        this.subscriber = subscriber;
        this.shard = shard;
    }

    /** The subscriber has a position: applies the deferred requests. */
    void admitted() {
        DeferredFollows requested = deferred;
        deferred = null;
        requested.apply(this);
    }

    @Override
    public String cursor() {
        return shard.format().format(subscriber.position());
    }

    @Override
    public void drained() {
        shard.catchUpReader().advance(subscriber);
    }

    @Override
    public void execute(Runnable action) {
        EventLoop loop = subscriber.outlet().loop();
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    @Override
    public void refresh(Caller fresh) {
        shard.lifecycle().refresh(subscriber, fresh);
    }

    @Override
    public List<Channel> following() {
        return subscriber.following();
    }

    @Override
    public List<Channel> joining() {
        if (deferred != null) {
            return deferred.channels();
        }
        return subscriber.state() instanceof Behind behind ? behind.joins().channels() : List.of();
    }

    private boolean isJoining(Channel channel) {
        return deferred != null
                ? deferred.contains(channel)
                : subscriber.state() instanceof Behind behind && behind.joins().contains(channel);
    }

    @Override
    public void follow(
            Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, FollowListener listener) {
        shard.lifecycle().flush(subscriber);
        if (!subscriber.isOpen()) {
            return;
        }
        if (deferred != null) {
            deferred.add(channel, startPosition, eventFilter, listener);
            return;
        }
        if (!left.isEmpty()) {
            left.remove(channel);
        }
        int partition = shard.positions().partitionOf(channel);
        shard.subscriberRegistry().enter(subscriber, partition);
        if (startPosition instanceof StartPosition.Now) {
            shard.lifecycle().follow(subscriber, channel, DeliveryFilter.of(eventFilter, skipped(channel, partition)));
            listener.followed();
        } else {
            Behind behind = subscriber.state() instanceof Behind already
                    ? already
                    : shard.subscriberRegistry().fallBehind(subscriber);
            behind.joins().add(new PendingJoin(channel, partition, startPosition, eventFilter, listener));
            shard.catchUpReader().advance(subscriber);
        }
    }

    /**
     * Returns the position up to which the subscriber does not receive a channel that it follows from now on; null if it is not
     * behind. A subscriber that is behind reads on from an older position: the stored events in between are not for it, and it
     * misses none if they have expired. A pending join of the channel replays them.
     */
    private @Nullable EventId skipped(Channel channel, int partition) {
        if (!(subscriber.state() instanceof Behind behind) || isJoining(channel)) {
            return null;
        }
        EventId now = shard.positions().of(partition);
        behind.report(List.of(new Gap(channel, now, false)));
        return now;
    }

    @Override
    public void followMemberships(Set<String> rooms) {
        if (deferred != null) {
            deferred.memberships(rooms);
            return;
        }
        if (!left.isEmpty()) {
            left.removeIf(channel -> !rooms.contains(channel.name()));
        }
        for (String room : rooms) {
            Channel channel = Channel.room(room);
            if (!left.contains(channel) && !subscriber.isFollowing(channel) && !isJoining(channel)) {
                follow(channel, new StartPosition.Now(), null, NO_ANSWER);
            }
        }
    }

    @Override
    public void leaveRoom(Channel room) {
        unfollow(room);
        if (left.isEmpty()) {
            left = new HashSet<>();
        }
        left.add(room);
    }

    @Override
    public void unfollow(Channel channel) {
        shard.lifecycle().flush(subscriber);
        shard.lifecycle().unfollow(subscriber, channel);
        cancelJoins(channel).forEach(listener -> listener.failed(notAllowed(channel)));
    }

    private List<FollowListener> cancelJoins(Channel channel) {
        if (deferred != null) {
            return deferred.cancel(channel);
        }
        return subscriber.state() instanceof Behind behind ? behind.joins().cancel(channel) : List.of();
    }

    private static Throwable notAllowed(Channel channel) {
        return Problem.forbidden("You may no longer follow " + channel + ".").asException();
    }

    @Override
    public void close() {
        shard.lifecycle().close(subscriber);
    }

    @Override
    public void closeByClient() {
        shard.lifecycle().depart(subscriber);
    }
}
