package io.herald.hub.subscriber;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.encoding.SharedBatch;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.subscriber.SubscriberSet.Entry;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.subscriber.SubscriberState.Closed;
import io.herald.hub.subscriber.SubscriberState.Connecting;
import io.herald.hub.subscriber.SubscriberState.Live;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One connection in its shard: the channels it follows, its position and its state. {@link SubscriberRegistry} and
 * {@link SubscriberLifecycle} change it.
 */
public final class Subscriber {

    final FollowedChannels followed;

    /** Its entry among all subscribers of the shard; null before the connection is open and after it has ended. */
    @Nullable
    Entry<Subscriber> shardEntry;

    /** Its entry in the {@link TokenExpiryQueue}. */
    @Nullable
    Entry<Subscriber> expiryEntry;

    /** Null unless the server has ended the connection. */
    @Nullable
    CloseReason ended;

    /** Whether the number of connections of the instance includes this one. */
    boolean isCounted;

    private final FanOutPositions fanOut;
    private final Outlet outlet;
    private final Transport transport;
    private final PreferenceFilter preferenceFilter;
    private final int everyonePartition;
    private final EventId windowFrom;
    private Caller caller;
    private int[] partitions;
    private SubscriberState state = Connecting.INSTANCE;
    private @Nullable SharedBatch sharedBatch;
    private @Nullable Subscription subscription;

    /**
     * @param channels the channels that it follows from the start
     * @param everyonePartition the partition of its user, from which it receives the events to everyone: these are appended to
     *     every partition
     * @param windowFrom the position up to which the windows may lack events for its user
     */
    public Subscriber(
            FanOutPositions fanOut,
            Outlet outlet,
            Caller caller,
            PreferenceFilter preferenceFilter,
            List<Channel> channels,
            int everyonePartition,
            EventId windowFrom) {
        this.fanOut = fanOut;
        this.outlet = outlet;
        this.transport = outlet.transport();
        this.caller = caller;
        this.preferenceFilter = preferenceFilter;
        this.everyonePartition = everyonePartition;
        this.windowFrom = windowFrom;
        this.followed = new FollowedChannels(channels.size());
        this.partitions = IntStream.concat(
                        IntStream.of(everyonePartition),
                        channels.stream()
                                .filter(channel -> !channel.equals(Channel.EVERYONE))
                                .mapToInt(fanOut::partitionOf))
                .distinct()
                .sorted()
                .toArray();
    }

    public void attach(Subscription handle) {
        subscription = handle;
    }

    public Subscription subscription() {
        return subscription;
    }

    public Outlet outlet() {
        return outlet;
    }

    public Transport transport() {
        return transport;
    }

    public Caller caller() {
        return caller;
    }

    void caller(Caller fresh) {
        caller = fresh;
    }

    /** Whether it is a lasting connection with an id, unlike a long poll. */
    boolean isConnection() {
        return !outlet.connection().isEmpty();
    }

    public boolean isOpen() {
        return shardEntry != null;
    }

    public SubscriberState state() {
        return state;
    }

    void become(SubscriberState next) {
        state = next;
        if (next instanceof Behind || next instanceof Closed) {
            sharedBatch = null;
        }
    }

    /**
     * Returns the partitions of its channels and of those that it has followed before, in ascending order. The caller must not change
     * the array.
     */
    public int[] partitions() {
        return partitions;
    }

    /** Whether the window of a partition has all events for the subscriber after a position, as far as it reaches back. */
    public boolean isServedByWindow(int partition, EventId after) {
        return partition != everyonePartition || !after.isBefore(windowFrom);
    }

    public boolean isIn(int partition) {
        for (int own : partitions) {
            if (own == partition) {
                return true;
            }
        }
        return false;
    }

    void addPartition(int partition) {
        partitions = IntStream.concat(IntStream.of(partitions), IntStream.of(partition))
                .sorted()
                .toArray();
    }

    public List<Channel> following() {
        return followed.channels();
    }

    public boolean isFollowing(Channel channel) {
        return followed.contains(channel);
    }

    /** Returns the followed channels whose events the subscriber receives from the partition. */
    public List<Channel> channelsIn(int partition) {
        return following().stream()
                .filter(c -> partition == (c.equals(Channel.EVERYONE) ? everyonePartition : fanOut.partitionOf(c)))
                .toList();
    }

    /** Whether it may receive events from the partition: that of its user, or of a room that it follows. */
    public boolean followsIn(int partition) {
        return partition == everyonePartition || followed.any(channel -> fanOut.partitionOf(channel) == partition);
    }

    /** Returns the cursor up to which all events have been written to the subscriber. */
    public Cursor position() {
        if (state instanceof Behind behind) {
            return behind.cursor();
        }
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : partitions) {
            EventId here = sharedBatch == null ? fanOut.of(partition) : fanOut.beforeSlice(partition);
            positions.put(partition, state.positionIn(partition, here));
        }
        return Cursor.of(positions);
    }

    /** Whether a stored event of the channel is to be delivered to the subscriber. */
    public boolean wants(EncodedEvent encodedEvent, Channel channel, Clock clock) {
        if (isCopyOfAnotherPartition(encodedEvent, channel)) {
            return false;
        }
        return followed.want(encodedEvent, channel) && isAllowed(encodedEvent, clock);
    }

    /** Whether the event may be delivered: the sender has not excluded the subscriber, and the user's preferences accept it. */
    public boolean isAllowed(EncodedEvent encodedEvent, Clock clock) {
        return !isExcluded(encodedEvent.event()) && preferenceFilter.accepts(encodedEvent, clock);
    }

    /** Whether the event excludes this connection or this user, usually its sender. */
    private boolean isExcluded(Event event) {
        String except = event.eventAttributes().except();
        return except != null
                && (except.equals(outlet.connection())
                        || except.equals(Channel.user(caller.id()).key()));
    }

    /** Whether this is a copy of an event to everyone, from another partition than {@link #everyonePartition}. */
    private boolean isCopyOfAnotherPartition(EncodedEvent encodedEvent, Channel channel) {
        return encodedEvent.event().partition() != everyonePartition && channel.equals(Channel.EVERYONE);
    }

    /**
     * Adds an event of the slice in progress to the events to be written, if the state accepts it.
     *
     * @param start the empty sequence of the subscriber's frame format
     * @return whether the event is the subscriber's first in this slice
     */
    public boolean offer(EncodedEvent encodedEvent, Channel channel, SharedBatch start) {
        if (!(state instanceof Live) && !state.accepts(encodedEvent.event())) {
            return false;
        }
        if (isCopyOfAnotherPartition(encodedEvent, channel)) {
            return false;
        }
        boolean first = sharedBatch == null;
        sharedBatch = (first ? start : sharedBatch).append(encodedEvent, channel);
        return first;
    }

    /** Whether events of the slice in progress are still to be written. */
    boolean hasPendingBatch() {
        return sharedBatch != null;
    }

    /** Removes and returns the events of the slice to be written. This moves the subscriber to the end of the slice. */
    @Nullable
    SharedBatch takePendingBatch() {
        SharedBatch taken = sharedBatch;
        sharedBatch = null;
        return taken;
    }
}
