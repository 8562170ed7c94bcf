package io.herald.hub.subscriber;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.encoding.SharedBatch;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.subscriber.SubscriberSet.Seat;
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

    /** Null before the connection is open and after it has ended. */
    @Nullable
    Seat<Subscriber> seat;

    @Nullable
    Seat<Subscriber> deadline;

    @Nullable
    CloseReason ended;

    /** Whether the connection is among those of the instance. */
    boolean isCounted;

    private final ShardPositions shard;
    private final Outlet outlet;
    private final Transport transport;
    private final PreferenceFilter preferenceFilter;
    private final int home;
    private Caller caller;
    private int[] partitions;
    private SubscriberState state = Connecting.INSTANCE;
    private @Nullable SharedBatch sharedBatch;
    private @Nullable Subscription subscription;

    /**
     * @param channels to be followed from the start
     * @param home the partition from which it receives events to everyone, which are in all of them
     */
    public Subscriber(
            ShardPositions shard,
            Outlet outlet,
            Caller caller,
            PreferenceFilter preferenceFilter,
            List<Channel> channels,
            int home) {
        this.shard = shard;
        this.outlet = outlet;
        this.transport = outlet.transport();
        this.caller = caller;
        this.preferenceFilter = preferenceFilter;
        this.home = home;
        this.followed = new FollowedChannels(channels.size());
        this.partitions = IntStream.concat(
                        IntStream.of(home),
                        channels.stream()
                                .filter(channel -> !channel.equals(Channel.EVERYONE))
                                .mapToInt(shard::partitionOf))
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

    /** Whether it has the id of a connection, unlike a call that waits for its answer. */
    boolean isConnection() {
        return !outlet.connection().isEmpty();
    }

    public boolean isOpen() {
        return seat != null;
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

    /** In ascending order. The caller must not change the array. */
    public int[] partitions() {
        return partitions;
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

    public List<Channel> channelsIn(int partition) {
        return following().stream()
                .filter(c -> partition == (c.equals(Channel.EVERYONE) ? home : shard.partitionOf(c)))
                .toList();
    }

    /** Returns the cursor up to which everything has been written to the subscriber. */
    public Cursor position() {
        if (state instanceof Behind behind) {
            return behind.cursor();
        }
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : partitions) {
            EventId here = sharedBatch == null ? shard.of(partition) : shard.beforeSlice(partition);
            positions.put(partition, state.positionIn(partition, here));
        }
        return Cursor.of(positions);
    }

    /** Whether a stored event of the channel is for the subscriber. */
    public boolean wants(EncodedEvent encodedEvent, Channel channel, Clock clock) {
        if (isFromElsewhere(encodedEvent, channel)) {
            return false;
        }
        return followed.want(encodedEvent, channel) && mayHear(encodedEvent, clock);
    }

    /** Whether the sender and the preferences of the user let the event through. */
    public boolean mayHear(EncodedEvent encodedEvent, Clock clock) {
        return !isLeftOut(encodedEvent.event()) && preferenceFilter.lets(encodedEvent, clock);
    }

    private boolean isLeftOut(Event event) {
        String except = event.eventAttributes().except();
        return except != null
                && (except.equals(outlet.connection())
                        || except.equals(Channel.user(caller.id()).key()));
    }

    private boolean isFromElsewhere(EncodedEvent encodedEvent, Channel channel) {
        return encodedEvent.event().partition() != home && channel.equals(Channel.EVERYONE);
    }

    /**
     * Adds an event of the slice in progress to what is to be written.
     *
     * @param start of the sequences in the subscriber's format
     * @return whether the event is the first
     */
    public boolean offer(EncodedEvent encodedEvent, Channel channel, SharedBatch start) {
        if (!(state instanceof Live) && !state.accepts(encodedEvent.event())) {
            return false;
        }
        if (isFromElsewhere(encodedEvent, channel)) {
            return false;
        }
        boolean first = sharedBatch == null;
        sharedBatch = (first ? start : sharedBatch).then(encodedEvent, channel);
        return first;
    }

    boolean hasRun() {
        return sharedBatch != null;
    }

    /** Returns the events of the slice that are still to be written. The subscriber is then at the end of the slice. */
    @Nullable
    SharedBatch takeRun() {
        SharedBatch taken = sharedBatch;
        sharedBatch = null;
        return taken;
    }
}
