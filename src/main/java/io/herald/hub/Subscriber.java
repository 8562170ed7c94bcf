package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.Audience.Seat;
import io.herald.hub.Progress.Ahead;
import io.herald.hub.Progress.Behind;
import io.herald.hub.Progress.Live;
import io.herald.hub.Progress.Outside;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection's place in its shard. */
final class Subscriber implements Subscription {

    /** One channel that it follows, and its seat there. */
    private record Place(Channel channel, Seat seat) {}

    final Shard shard;
    final Outlet outlet;
    int[] partitions;
    private final List<Place> places;
    private final Seat everywhere;
    private final Seat heartbeat;
    private Progress progress = Outside.HERE;
    private @Nullable Run run;
    private boolean closed;

    Subscriber(Shard shard, Outlet outlet, Collection<Channel> channels, int[] partitions) {
        this.shard = shard;
        this.outlet = outlet;
        this.partitions = partitions;
        this.places = new ArrayList<>(channels.size());
        channels.forEach(channel -> take(channel, null));
        this.everywhere = shard.seat(this);
        this.heartbeat = shard.pulse().seat(this);
    }

    /** Follows a channel from where the subscriber is. */
    void take(Channel channel, @Nullable Wish wish) {
        unfollow(channel);
        places.add(new Place(channel, shard.audience(channel).add(this, wish)));
    }

    boolean isSeated() {
        return !closed;
    }

    List<Channel> channelsIn(int partition) {
        return following().stream()
                .filter(channel -> channel.equals(Channel.EVERYONE) || shard.partitionOf(channel) == partition)
                .toList();
    }

    Progress progress() {
        return progress;
    }

    void become(Progress next) {
        if (progress instanceof Behind) {
            shard.behind.remove(this);
        }
        if (progress instanceof Ahead) {
            shard.ahead.remove(this);
        }
        progress = next;
        if (next instanceof Behind) {
            shard.behind.add(this);
        }
        if (next instanceof Ahead) {
            shard.ahead.add(this);
        }
    }

    /** Level with the shard or beyond it. */
    void arrive(Progress next) {
        become(next);
        outlet.caughtUp();
    }

    /** Whether it follows the channel, and the event is one that it wants of it. */
    boolean wants(Delivery delivery, Channel channel) {
        for (Place place : places) {
            if (place.channel.equals(channel)) {
                return place.seat.wants(delivery);
            }
        }
        return false;
    }

    boolean isLeftOut(Event event) {
        String except = event.traits().except();
        return except != null
                && (except.equals(outlet.connection())
                        || places.get(0).channel.key().equals(except));
    }

    boolean isIn(int partition) {
        for (int own : partitions) {
            if (own == partition) {
                return true;
            }
        }
        return false;
    }

    /** Adds an event of the batch under way to what is to be written; says whether it is the first. */
    boolean offer(Delivery delivery, Channel channel, Run start) {
        if (!(progress instanceof Live) && !isNewTo(delivery)) {
            return false;
        }
        boolean first = run == null;
        run = (first ? start : run).then(delivery, channel);
        return first;
    }

    private boolean isNewTo(Delivery delivery) {
        if (!(progress instanceof Ahead ahead)) {
            return false;
        }
        EventId had = ahead.cursor().in(delivery.event.partition());
        return had == null || delivery.event.id().isAfter(had);
    }

    @Nullable
    Run takeRun() {
        Run taken = run;
        run = null;
        return taken;
    }

    /** Everything up to here has been written to it. */
    Cursor position() {
        if (progress instanceof Behind behind) {
            return behind.cursor;
        }
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : partitions) {
            EventId here = shard.position(partition);
            EventId had = progress instanceof Ahead ahead ? ahead.cursor().in(partition) : null;
            positions.put(partition, had == null ? here : here.max(had));
        }
        return Cursor.of(positions);
    }

    @Override
    public String cursor() {
        return shard.format().format(position());
    }

    @Override
    public void drained() {
        shard.catchUp().advance(this);
    }

    @Override
    public List<Channel> following() {
        return places.stream().map(Place::channel).toList();
    }

    @Override
    public void follow(Channel channel, Start start, @Nullable Where where, Followed then) {
        if (closed || progress instanceof Outside) {
            return;
        }
        enter(shard.partitionOf(channel));
        if (start instanceof Start.Now) {
            take(channel, Wish.of(where, null));
            then.arrived();
            return;
        }
        Behind behind = progress instanceof Behind already ? already : new Behind(position());
        behind.joining.add(shard.replay().joining(channel, start, where, then));
        if (behind != progress) {
            become(behind);
        }
        shard.catchUp().advance(this);
    }

    /** A partition that it has had nothing to do with is followed from where the shard is. */
    private void enter(int partition) {
        if (isIn(partition)) {
            return;
        }
        partitions = Arrays.copyOf(partitions, partitions.length + 1);
        partitions[partitions.length - 1] = partition;
        EventId here = shard.position(partition);
        if (progress instanceof Behind behind) {
            behind.cursor = behind.cursor.with(partition, here);
        } else if (progress instanceof Ahead ahead) {
            become(new Ahead(ahead.cursor().with(partition, here)));
        }
    }

    @Override
    public void unfollow(Channel channel) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).channel.equals(channel)) {
                places.remove(i).seat.leave();
                shard.forgetIfEmpty(channel);
                return;
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            following().forEach(this::unfollow);
            everywhere.leave();
            heartbeat.leave();
            become(Outside.HERE);
        }
    }
}
