package io.herald.hub.subscriber;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.DeferredFollows;
import io.herald.hub.Shard;
import io.herald.hub.encoding.Delivery;
import io.herald.hub.encoding.Run;
import io.herald.hub.filters.Filter;
import io.herald.hub.filters.Where;
import io.herald.hub.filters.Wish;
import io.herald.hub.subscriber.Audience.Seat;
import io.herald.hub.subscriber.Progress.Ahead;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Progress.Live;
import io.herald.hub.subscriber.Progress.Outside;
import io.herald.hub.telemetry.Count;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Listening;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Start;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One connection's place in its shard. */
public final class Subscriber implements Subscription {

    private static final Logger LOG = Logger.getLogger(Subscriber.class);

    private static final Followed NOBODY_WAITS = new Followed() {
        @Override
        public void arrived() {}

        @Override
        public void failed(Throwable reason) {}
    };

    final Shard shard;
    public final Outlet outlet;
    public final Transport transport;
    public Caller caller;
    private final Filter filter;
    public int[] partitions;
    private final int home;
    private final FollowedChannels followed;
    private final List<Seat> seats = new ArrayList<>(1);

    /** Rooms that the client has left although it may be a member; unmodifiable while empty, for few clients leave any. */
    private Set<Channel> left = Set.of();

    /** Null once the admission has ended. */
    private @Nullable DeferredFollows deferred = new DeferredFollows();

    private @Nullable Seat deadline;
    private Progress progress = Outside.HERE;
    private @Nullable Run run;
    private @Nullable Ending ended;
    private boolean counted;

    /** @param home the partition from which it hears everyone, which is in all of them */
    public Subscriber(Shard shard, Outlet outlet, Listening listening, int home) {
        this.shard = shard;
        this.outlet = outlet;
        this.transport = outlet.transport();
        this.caller = listening.caller();
        this.filter = listening.filter();
        this.home = home;
        this.followed = new FollowedChannels(listening.channels().size());
        this.partitions = IntStream.concat(
                        IntStream.of(home),
                        listening.channels().stream()
                                .filter(c -> !c.equals(Channel.EVERYONE))
                                .mapToInt(shard::partitionOf))
                .distinct()
                .sorted()
                .toArray();
        listening.channels().forEach(channel -> take(channel, null));
    }

    public void takeSeats(Seat everywhere) {
        seats.add(everywhere);
        deadline = shard.deadlines().seat(this, caller.expiresAt());
        shard.connections().incrementAndGet();
        counted = true;
        shard.tally.came(transport).add(1);
        if (isAttended()) {
            shard.attendance().came(outlet.connection(), caller, followed.rooms());
        }
    }

    private boolean isAttended() {
        return !outlet.connection().isEmpty();
    }

    /** Follows a channel from where the subscriber is. */
    public void take(Channel channel, @Nullable Wish wish) {
        boolean anew = remove(channel);
        if (!anew && isSeated() && isAttended() && channel.isRoom()) {
            shard.attendance().entered(outlet.connection(), caller, channel.name());
        }
        followed.add(channel, shard.audience(channel).add(this, wish));
    }

    public boolean isSeated() {
        return !seats.isEmpty();
    }

    public Progress progress() {
        return progress;
    }

    public void become(Progress next) {
        if (progress instanceof Behind) {
            shard.behind.remove(this);
            shard.tally.behind().add(-1);
        }
        if (progress instanceof Ahead) {
            shard.ahead.remove(this);
        }
        progress = next;
        if (next instanceof Behind || next instanceof Outside) {
            run = null;
        }
        if (next instanceof Behind) {
            shard.behind.add(this);
            shard.tally.behind().add(1);
        }
        if (next instanceof Ahead) {
            shard.ahead.add(this);
        }
    }

    /** Level with the shard or beyond it. */
    public void arrive(Progress next) {
        become(next);
        outlet.caughtUp();
    }

    /** Whether what happens in the channel and the partition is for it, and is what it wants of it. */
    public boolean wants(Delivery delivery, Channel channel) {
        if (channel.equals(Channel.EVERYONE) && delivery.event().partition() != home) {
            return false;
        }
        return followed.want(delivery, channel);
    }

    public boolean mayHear(Delivery delivery) {
        return !isLeftOut(delivery.event()) && filter.lets(delivery, shard.clock());
    }

    private boolean isLeftOut(Event event) {
        String except = event.traits().except();
        return except != null
                && (except.equals(outlet.connection())
                        || except.equals(Channel.user(caller.id()).key()));
    }

    public List<Channel> channelsIn(int partition) {
        return following().stream()
                .filter(c -> partition == (c.equals(Channel.EVERYONE) ? home : shard.partitionOf(c)))
                .toList();
    }

    public boolean isIn(int partition) {
        for (int own : partitions) {
            if (own == partition) {
                return true;
            }
        }
        return false;
    }

    /** Adds an event of the batch under way to what is to be written; says whether it is the first. */
    public boolean offer(Delivery delivery, Channel channel, Run start) {
        if (!(progress instanceof Live) && !isNewTo(delivery)) {
            return false;
        }
        if (delivery.event().partition() != home && channel.equals(Channel.EVERYONE)) {
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
        EventId had = ahead.cursor().in(delivery.event().partition());
        return had == null || delivery.event().id().isAfter(had);
    }

    /** Writes what of the round under way is still before it; where it takes no more, that is read again later. */
    public void settle() {
        if (run == null) {
            return;
        }
        if (outlet.isFull()) {
            become(shard.behind(position()));
            return;
        }
        try {
            writeRun();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /**
     * Ends a connection that cannot be served. The client resumes from the cursor of what it has received. If it stayed,
     * it would miss events without a reset. The cause may be an error, such as a lack of direct memory.
     */
    public void fail(Throwable cause) {
        LOG.errorf(cause, "subscriber.failed transport=%s", transport);
        end(Ending.UNAVAILABLE);
    }

    private void writeRun() {
        Run due = run;
        Cursor from = partitions.length == 1 ? null : position();
        run = null;
        if (from == null) {
            shard.rounds().write(this, due);
        } else {
            List<Run.Item> items = due.items();
            shard.write(this, items, from);
            shard.count(items);
        }
    }

    /** Everything up to here has been written to it. */
    public Cursor position() {
        if (progress instanceof Behind behind) {
            return behind.cursor;
        }
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : partitions) {
            EventId here =
                    run == null ? shard.position(partition) : shard.rounds().before(partition);
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
    public void execute(Runnable action) {
        if (shard.loop.inEventLoop()) {
            action.run();
        } else {
            shard.loop.execute(action);
        }
    }

    @Override
    public void refresh(Caller fresh) {
        if (isSeated()) {
            caller = fresh;
            deadline.leave();
            deadline = shard.deadlines().seat(this, fresh.expiresAt());
        }
    }

    @Override
    public List<Channel> following() {
        return followed.channels();
    }

    @Override
    public void follow(Channel channel, Start start, @Nullable Where where, Followed then) {
        settle();
        if (!isSeated()) {
            return;
        }
        if (deferred != null) {
            deferred.add(channel, start, where, then);
            return;
        }
        if (!left.isEmpty()) {
            left.remove(channel);
        }
        enter(shard.partitionOf(channel));
        if (start instanceof Start.Now) {
            take(channel, Wish.of(where, null));
            then.arrived();
            return;
        }
        Behind behind = progress instanceof Behind already ? already : shard.behind(position());
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
        partitions = IntStream.concat(IntStream.of(partitions), IntStream.of(partition))
                .sorted()
                .toArray();
        EventId here = shard.position(partition);
        if (progress instanceof Behind behind) {
            behind.moveTo(partition, here);
        } else if (progress instanceof Ahead ahead) {
            become(new Ahead(ahead.cursor().with(partition, here)));
        }
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
            if (!left.contains(channel)
                    && !followed.contains(channel)
                    && !joining().contains(channel)) {
                follow(channel, new Start.Now(), null, NOBODY_WAITS);
            }
        }
    }

    /** Called when the admission has ended: does what was requested meanwhile. */
    public void admitted() {
        DeferredFollows requested = deferred;
        deferred = null;
        requested.apply(this);
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
        settle();
        if (remove(channel) && isAttended() && channel.isRoom()) {
            shard.attendance().left(outlet.connection(), caller, channel.name());
        }
        List<Followed> cancelled = deferred != null
                ? deferred.cancel(channel)
                : progress instanceof Behind behind ? behind.cancel(channel) : List.of();
        cancelled.forEach(then -> then.failed(notAllowed(channel)));
    }

    private static Throwable notAllowed(Channel channel) {
        return Problem.forbidden("You may not follow " + channel + " any more.").asException();
    }

    @Override
    public List<Channel> joining() {
        if (deferred != null) {
            return deferred.channels();
        }
        return progress instanceof Behind behind
                ? behind.joining.stream().map(joining -> joining.channel).toList()
                : List.of();
    }

    private boolean remove(Channel channel) {
        boolean was = followed.remove(channel);
        if (was) {
            shard.forgetIfEmpty(channel);
        }
        return was;
    }

    /** This instance is going away. */
    public void leave() {
        if (isSeated()) {
            outlet.leave(() -> end(Ending.DRAINING));
        }
    }

    /** Says why and closes. */
    public void end(Ending ending) {
        if (isSeated()) {
            settle();
            // Some outlets say themselves that they are closed.
            ended = ending;
            try {
                outlet.end(ending);
            } finally {
                unseat(false, shard.tally.ended(transport, ending));
                if (!outlet.outlivesEnd()) {
                    uncount();
                }
            }
        }
    }

    @Override
    public void close() {
        unseat(false, ended == null ? shard.tally.gone(transport) : shard.tally.ended(transport, ended));
        uncount();
    }

    @Override
    public void depart() {
        unseat(true, shard.tally.departed(transport));
        uncount();
    }

    /** Its descriptor is free again. */
    private void uncount() {
        if (counted) {
            counted = false;
            shard.connections().decrementAndGet();
        }
    }

    private void unseat(boolean goodbye, Count reason) {
        if (isSeated()) {
            reason.add(1);
            if (isAttended()) {
                shard.attendance().went(outlet.connection(), caller, followed.rooms(), goodbye);
            }
            seats.forEach(Seat::leave);
            seats.clear();
            deadline.leave();
            following().forEach(this::remove);
            become(Outside.HERE);
        }
    }
}
