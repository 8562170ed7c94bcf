package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.encoding.Framing;
import io.herald.hub.encoding.Run;
import io.herald.hub.fanout.Rounds;
import io.herald.hub.resume.Admission;
import io.herald.hub.resume.CatchUp;
import io.herald.hub.resume.Replay;
import io.herald.hub.subscriber.Audience;
import io.herald.hub.subscriber.Deadlines;
import io.herald.hub.subscriber.Progress.Ahead;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Progress.Live;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.telemetry.Tally;
import io.herald.hub.transport.Attendance;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Listening;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Start;
import io.herald.hub.transport.Subscription;
import io.herald.loop.EventLoops;
import io.herald.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** The subscribers of one event loop, and how far the loop has got. Touched by that loop alone: no lock, no atomic. */
public final class Shard {

    public final EventLoop loop;
    public final Set<Subscriber> behind = new LinkedHashSet<>();
    public final Set<Subscriber> ahead = new LinkedHashSet<>();
    public final Tally tally = new Tally();

    private final CursorFormat format;
    private final Chance chance;
    private final ToIntFunction<Channel> partitionOf;
    private final AtomicInteger connections;
    private final EventId[] position;
    private final Map<Channel, Audience> audiences = new HashMap<>();
    private final Audience everywhere = new Audience();
    private final Sources sources;
    private final Replay replay;
    private final CatchUp catchUp;
    private final Admission admission;
    private final Deadlines deadlines = new Deadlines();
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final Rounds rounds;
    private int births;

    Shard(EventLoop loop, Sources sources, EventId[] position) {
        this.loop = loop;
        this.format = sources.format();
        this.chance = sources.chance();
        this.partitionOf = sources.log()::partitionOf;
        this.position = position;
        this.connections = sources.connections();
        this.sources = sources;
        this.replay = new Replay(this, sources);
        this.catchUp = new CatchUp(this, sources, replay);
        this.admission = new Admission(this, sources);
        this.rounds = new Rounds(this, sources, audiences);
        new Watch(this, sources);
    }

    /** The loop for periodic tasks, with the clock that a simulation replaces. */
    Loop tasks() {
        return EventLoops.of(loop, chance.nanos());
    }

    public CursorFormat format() {
        return format;
    }

    public CatchUp catchUp() {
        return catchUp;
    }

    public Replay replay() {
        return replay;
    }

    /** Of the whole instance. */
    public AtomicInteger connections() {
        return connections;
    }

    public Clock clock() {
        return sources.clock();
    }

    public Attendance attendance() {
        return sources.observers().attendance();
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    /** How often the log was found to have lost something: what was asked of it before is of no use. */
    public int births() {
        return births;
    }

    public int partitionOf(Channel channel) {
        return partitionOf.applyAsInt(channel);
    }

    public EventId position(int partition) {
        return position[partition];
    }

    int size() {
        return everywhere.size();
    }

    public Behind behind(Cursor cursor) {
        return new Behind(cursor, chance.nanos());
    }

    public Audience audience(Channel channel) {
        return audiences.computeIfAbsent(channel, c -> new Audience());
    }

    public void forgetIfEmpty(Channel channel) {
        Audience audience = audiences.get(channel);
        if (audience != null && audience.isEmpty()) {
            audiences.remove(channel);
        }
    }

    Subscription subscribe(Outlet outlet, Listening listening, int home, Start start) {
        Subscriber subscriber = new Subscriber(this, outlet, listening, home);
        subscriber.takeSeats(everywhere.add(subscriber));
        admission.admit(subscriber, start);
        return subscriber;
    }

    public Rounds rounds() {
        return rounds;
    }

    /** Everybody but who has a slice of it still before them is here now. */
    public void reach(int partition, EventId here) {
        position[partition] = here;
    }

    /** One connection more has got these. */
    public void count(List<Run.Item> items) {
        for (Run.Item item : items) {
            if (item.delivery().isNotification()) {
                sources.observers()
                        .facts()
                        .delivered(item.delivery().event().traits().subject(), 1);
            }
        }
    }

    /** With frames of the subscriber's own, whose cursor tells of several partitions. Returns it as it is afterwards. */
    public Cursor write(Subscriber subscriber, List<Run.Item> items, Cursor start) {
        Framing framing = subscriber.outlet.framing();
        List<byte[]> frames = new ArrayList<>(items.size());
        Cursor cursor = start;
        for (Run.Item item : items) {
            int partition = item.delivery().event().partition();
            EventId id = item.delivery().event().id();
            cursor = cursor.with(partition, id);
            frames.add(
                    subscriber.partitions.length == 1
                            ? item.delivery().frame(framing, item.channel(), format)
                            : framing.frame(
                                    item.delivery().event(),
                                    item.channel(),
                                    format.id(partition, id),
                                    format.format(cursor)));
        }
        tally.delivered(subscriber.transport).add(frames.size());
        ByteBuf bytes = framing.gather(allocator, frames);
        try {
            subscriber.outlet.write(bytes);
        } finally {
            bytes.release();
        }
        return cursor;
    }

    public void settleAhead() {
        if (!ahead.isEmpty()) {
            for (Subscriber subscriber : List.copyOf(ahead)) {
                Cursor cursor = subscriber.position();
                boolean arrived = IntStream.of(subscriber.partitions).allMatch(p -> position[p].equals(cursor.in(p)));
                subscriber.become(arrived ? Live.HERE : new Ahead(cursor));
            }
        }
    }

    /** The log was found to have lost something: whoever has not got beyond the new birth mark reads on, and is told. */
    void reborn(int partition, EventId birth) {
        births++;
        if (position[partition].isBefore(birth)) {
            fallBehind(partition);
            position[partition] = birth;
            advanceAll();
        }
    }

    public void advanceAll() {
        List.copyOf(behind).forEach(catchUp::advance);
    }

    public void fallBehind(int partition) {
        for (Subscriber subscriber : everywhere.copy()) {
            boolean live = subscriber.progress() instanceof Live || subscriber.progress() instanceof Ahead;
            if (live && subscriber.isIn(partition)) {
                subscriber.become(behind(subscriber.position()));
            }
        }
    }

    /** With each subscriber that follows the channel, or will once a replay that is in progress has ended. */
    void each(Channel channel, BiConsumer<Caller, Subscription> action) {
        Set<Subscriber> followers = new LinkedHashSet<>();
        Audience own = audiences.get(channel);
        if (own != null) {
            followers.addAll(own.copy());
        }
        if (channel.isRoom()) {
            behind.stream()
                    .filter(subscriber -> subscriber.joining().contains(channel))
                    .forEach(followers::add);
        }
        followers.forEach(subscriber -> action.accept(subscriber.caller, subscriber));
    }

    Set<Channel> followed() {
        Set<Channel> followed = new HashSet<>(audiences.keySet());
        behind.forEach(subscriber -> followed.addAll(subscriber.joining()));
        return followed;
    }

    /** Spread at random: whoever is sent away comes back on another instance, and those have their own clients. */
    void drain(Duration window) {
        long spread = Math.max(1, window.toMillis());
        for (Subscriber subscriber : everywhere.copy()) {
            long wait = chance.below().applyAsLong(spread);
            loop.schedule(subscriber::leave, wait, TimeUnit.MILLISECONDS);
        }
    }

    void endAll() {
        everywhere.copy().forEach(subscriber -> subscriber.end(Ending.DRAINING));
    }

    /** Ends a user's connections, or some of them. */
    void end(Channel user, Predicate<Subscriber> which, Ending ending) {
        Audience own = audiences.get(user);
        if (own != null) {
            own.copy().stream().filter(which).forEach(subscriber -> subscriber.end(ending));
        }
    }
}
