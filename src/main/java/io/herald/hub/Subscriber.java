package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.Audience.Seat;
import io.herald.hub.Progress.Ahead;
import io.herald.hub.Progress.Behind;
import io.herald.hub.Progress.Live;
import io.herald.hub.Progress.Outside;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One connection's place in its shard. */
final class Subscriber implements Subscription {

    final Shard shard;
    final Outlet outlet;
    final Caller caller;
    final List<Channel> channels;
    final int[] partitions;
    private final int home;
    private final ToIntFunction<Channel> partitionOf;
    private final List<Seat> seats = new ArrayList<>();
    private @Nullable Seat deadline;
    private Progress progress = Outside.HERE;
    private @Nullable Run run;

    /** @param home the partition from which it hears everyone, which is in all of them */
    Subscriber(Shard shard, Outlet outlet, Listening listening, int home, ToIntFunction<Channel> partitionOf) {
        this.shard = shard;
        this.outlet = outlet;
        this.caller = listening.caller();
        this.channels = List.copyOf(listening.channels());
        this.home = home;
        this.partitionOf = partitionOf;
        this.partitions = IntStream.concat(
                        IntStream.of(home),
                        channels.stream()
                                .filter(c -> !c.equals(Channel.EVERYONE))
                                .mapToInt(partitionOf))
                .distinct()
                .sorted()
                .toArray();
    }

    void takeSeats(Seat everywhere, Seat heartbeat) {
        channels.forEach(channel -> seats.add(shard.audience(channel).add(this)));
        seats.add(everywhere);
        seats.add(heartbeat);
        deadline = shard.deadlines().seat(this, caller.expiresAt());
        shard.connections().incrementAndGet();
    }

    boolean isSeated() {
        return !seats.isEmpty();
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

    /** Whether what happens in the channel and the partition is for it. */
    boolean hears(Channel channel, int partition) {
        return channels.contains(channel) && (partition == home || !channel.equals(Channel.EVERYONE));
    }

    List<Channel> channelsIn(int partition) {
        return channels.stream()
                .filter(c -> partition == (c.equals(Channel.EVERYONE) ? home : partitionOf.applyAsInt(c)))
                .toList();
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
        if (delivery.event.partition() != home && channel.equals(Channel.EVERYONE)) {
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
    public void prolong(Instant expiresAt) {
        if (isSeated()) {
            deadline.leave();
            deadline = shard.deadlines().seat(this, expiresAt);
        }
    }

    /** Says why and closes. */
    void end(Ending ending) {
        if (isSeated()) {
            outlet.end(ending);
            close();
        }
    }

    @Override
    public void close() {
        if (isSeated()) {
            seats.forEach(Seat::leave);
            seats.clear();
            deadline.leave();
            shard.connections().decrementAndGet();
            become(Outside.HERE);
            channels.forEach(shard::forgetIfEmpty);
        }
    }
}
