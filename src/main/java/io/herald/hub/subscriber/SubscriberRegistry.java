package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.hub.filters.DeliveryFilter;
import io.herald.hub.subscriber.SubscriberState.Ahead;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.loop.FaultIsolation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The subscribers of one event loop, by channel and by state. Used by that loop alone, so it needs no lock. */
public final class SubscriberRegistry {

    private final FanOutPositions positions;
    private final LongSupplier nanos;
    private final ShardCounters shardCounters;
    private final Map<Channel, SubscriberSet<Subscriber>> subscribersByChannel = new HashMap<>();
    private final SubscriberSet<Subscriber> all = new SubscriberSet<>();
    private final Set<Subscriber> behind = new LinkedHashSet<>();
    private final Set<Subscriber> ahead = new LinkedHashSet<>();

    public SubscriberRegistry(FanOutPositions positions, LongSupplier nanos, ShardCounters shardCounters) {
        this.positions = positions;
        this.nanos = nanos;
        this.shardCounters = shardCounters;
    }

    void add(Subscriber subscriber) {
        subscriber.shardEntry = all.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscriber.shardEntry.remove();
        subscriber.shardEntry = null;
    }

    public List<Subscriber> all() {
        return all.copy();
    }

    public List<Subscriber> behind() {
        return List.copyOf(behind);
    }

    /** Returns the subscribers that follow the channel, for the fan-out; null if there are none. */
    public @Nullable SubscriberSet<Subscriber> subscribersOf(Channel channel) {
        return subscribersByChannel.get(channel);
    }

    /** Returns a copy of the subscribers that follow the channel. */
    public List<Subscriber> copyOfSubscribers(Channel channel) {
        SubscriberSet<Subscriber> subscriberSet = subscribersByChannel.get(channel);
        return subscriberSet == null ? List.of() : subscriberSet.copy();
    }

    /** Returns the subscribers that follow the channel, or will follow it when a pending replay has ended. */
    public Collection<Subscriber> followersOf(Channel channel) {
        Set<Subscriber> followers = new LinkedHashSet<>(copyOfSubscribers(channel));
        if (channel.isRoom()) {
            for (Subscriber subscriber : behind) {
                if (subscriber.state() instanceof Behind state && state.joins().contains(channel)) {
                    followers.add(subscriber);
                }
            }
        }
        return followers;
    }

    /** Returns the channels that have {@linkplain #followersOf followers}. */
    public Set<Channel> channels() {
        Set<Channel> channels = new HashSet<>(subscribersByChannel.keySet());
        for (Subscriber subscriber : behind) {
            if (subscriber.state() instanceof Behind state) {
                channels.addAll(state.joins().channels());
            }
        }
        return channels;
    }

    void follow(Subscriber subscriber, Channel channel, @Nullable DeliveryFilter filter) {
        SubscriberSet<Subscriber> subscriberSet =
                subscribersByChannel.computeIfAbsent(channel, c -> new SubscriberSet<>());
        subscriber.followed.add(channel, subscriberSet.add(subscriber, filter));
    }

    /** Returns false if the channel was not followed. */
    boolean unfollow(Subscriber subscriber, Channel channel) {
        boolean was = subscriber.followed.remove(channel);
        if (was) {
            SubscriberSet<Subscriber> subscriberSet = subscribersByChannel.get(channel);
            if (subscriberSet != null && subscriberSet.isEmpty()) {
                subscribersByChannel.remove(channel);
            }
        }
        return was;
    }

    /** Adds a partition to the subscriber, from the position of the shard on. */
    public void enter(Subscriber subscriber, int partition) {
        if (!subscriber.isIn(partition)) {
            subscriber.addPartition(partition);
            SubscriberState next = subscriber.state().enter(partition, positions.of(partition));
            if (next != subscriber.state()) {
                transition(subscriber, next);
            }
        }
    }

    /** Applies a transition, and keeps the sets of subscribers by state up to date. */
    public void transition(Subscriber subscriber, SubscriberState next) {
        if (subscriber.state() instanceof Behind) {
            behind.remove(subscriber);
            shardCounters.behind().add(-1);
        }
        if (subscriber.state() instanceof Ahead) {
            ahead.remove(subscriber);
        }
        subscriber.become(next);
        if (next instanceof Behind) {
            behind.add(subscriber);
            shardCounters.behind().add(1);
        }
        if (next instanceof Ahead) {
            ahead.add(subscriber);
        }
    }

    /** @param repeat whether the client may already have received events after the cursor */
    public Behind behindAt(Cursor cursor, boolean repeat) {
        return new Behind(cursor, repeat, nanos);
    }

    /** Makes the subscriber {@code Behind}, so that it catches up from its own position. */
    public Behind fallBehind(Subscriber subscriber) {
        Behind next = behindAt(subscriber.position(), false);
        transition(subscriber, next);
        return next;
    }

    /** Makes the subscribers that are ahead live, if the shard has reached their positions. */
    public void settleAhead() {
        if (!ahead.isEmpty()) {
            FaultIsolation.forEach(List.copyOf(ahead), this::settleAhead);
        }
    }

    private void settleAhead(Subscriber subscriber) {
        if (subscriber.state() instanceof Ahead state) {
            transition(subscriber, state.advance(subscriber.position(), subscriber.partitions(), positions));
        }
    }
}
