package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.Audience.Seat;
import io.herald.hub.Progress.Ahead;
import io.herald.hub.Progress.Behind;
import io.herald.hub.Progress.Live;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
final class Shard {

    /** Events written to one socket before its state is looked at again. */
    private static final int BYTES_A_SLICE = 64 * 1024;

    final EventLoop loop;
    final Set<Subscriber> behind = new LinkedHashSet<>();
    final Set<Subscriber> ahead = new LinkedHashSet<>();
    final Tally tally = new Tally();

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
    private final Pulse pulse;
    private final Deadlines deadlines = new Deadlines();
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final Run[] roots = new Run[8];
    private int births;
    private final List<Subscriber> touched = new ArrayList<>();
    private final List<Run> gathered = new ArrayList<>();

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
        this.pulse = new Pulse(this, sources.config());
        new Watch(this, sources);
    }

    CursorFormat format() {
        return format;
    }

    CatchUp catchUp() {
        return catchUp;
    }

    Replay replay() {
        return replay;
    }

    /** Of the whole instance. */
    AtomicInteger connections() {
        return connections;
    }

    Clock clock() {
        return sources.clock();
    }

    Attendance attendance() {
        return sources.attendance();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** How often the log was found to have lost something: what was asked of it before is of no use. */
    int births() {
        return births;
    }

    int partitionOf(Channel channel) {
        return partitionOf.applyAsInt(channel);
    }

    EventId position(int partition) {
        return position[partition];
    }

    int size() {
        return everywhere.size();
    }

    Behind behind(Cursor cursor) {
        return new Behind(cursor, chance.nanos());
    }

    Audience audience(Channel channel) {
        return audiences.computeIfAbsent(channel, c -> new Audience());
    }

    void forgetIfEmpty(Channel channel) {
        Audience audience = audiences.get(channel);
        if (audience != null && audience.isEmpty()) {
            audiences.remove(channel);
        }
    }

    Subscription subscribe(Outlet outlet, Listening listening, int home, Start start) {
        Subscriber subscriber = new Subscriber(this, outlet, listening, home);
        subscriber.takeSeats(everywhere.add(subscriber), pulse.seat(subscriber));
        admission.admit(subscriber, start);
        return subscriber;
    }

    void accept(int partition, EventId after, EventId upTo, List<Delivery> deliveries) {
        boolean gap = after.isAfter(position[partition]);
        if (gap) {
            // The tail was trimmed before it could be read; what was missed is in the histories.
            fallBehind(partition);
        }
        int from = 0;
        while (from < deliveries.size()) {
            int to = endOfSlice(deliveries, from);
            offer(deliveries.subList(from, to));
            boolean wanted = !touched.isEmpty();
            EventId reached = deliveries.get(to - 1).event.id();
            flush(partition, position[partition], reached);
            if (wanted) {
                long appended = deliveries.get(from).event.id().ms();
                sources.times().took(sources.clock().millis() - appended);
            }
            from = to;
        }
        position[partition] = upTo;
        settleAhead();
        if (gap) {
            List.copyOf(behind).forEach(catchUp::advance);
        }
    }

    /** Tells those who are live of something that is in no log. */
    void tell(Delivery delivery) {
        int partition = delivery.event.partition();
        offer(List.of(delivery));
        flush(partition, position[partition], position[partition]);
    }

    private static int endOfSlice(List<Delivery> deliveries, int from) {
        int bytes = 0;
        int to = from;
        while (to < deliveries.size() && (to == from || bytes < BYTES_A_SLICE)) {
            bytes += deliveries.get(to++).event.size();
        }
        return to;
    }

    private void offer(List<Delivery> slice) {
        for (Delivery delivery : slice) {
            for (Channel channel : delivery.event.channels()) {
                Audience audience = audiences.get(channel);
                for (int i = 0; audience != null && i < audience.size(); i++) {
                    Seat seat = audience.seat(i);
                    Subscriber subscriber = seat.subscriber;
                    if (seat.wants(delivery) && subscriber.offer(delivery, channel, root(subscriber))) {
                        touched.add(subscriber);
                    }
                }
            }
        }
    }

    private Run root(Subscriber subscriber) {
        int slot = subscriber.outlet.framing().slot();
        Run root = roots[slot];
        if (root == null) {
            root = Run.empty();
            roots[slot] = root;
        }
        return root;
    }

    private void flush(int partition, EventId before, EventId reached) {
        for (Subscriber subscriber : touched) {
            Run run = subscriber.takeRun();
            if (run != null && !(subscriber.progress() instanceof Progress.Outside)) {
                write(subscriber, run);
            }
        }
        position[partition] = reached;
        touched.clear();
        for (Run run : gathered) {
            run.count(sources.facts());
            run.release();
        }
        gathered.clear();
        java.util.Arrays.fill(roots, null);
    }

    private void write(Subscriber subscriber, Run run) {
        if (subscriber.outlet.isFull()) {
            subscriber.become(behind(subscriber.position()));
        } else if (subscriber.partitions.length == 1) {
            tally.delivered(subscriber.transport).add(run.events());
            subscriber.outlet.write(run.gather(subscriber.outlet.framing(), format, allocator, gathered));
            run.wasRead();
        } else {
            List<Run.Item> items = run.items();
            write(subscriber, items, subscriber.position());
            count(items);
        }
    }

    /** One connection more has got these. */
    void count(List<Run.Item> items) {
        for (Run.Item item : items) {
            if (item.delivery().isNotification()) {
                sources.facts().delivered(item.delivery().event.traits().subject(), 1);
            }
        }
    }

    /** With frames of the subscriber's own, whose cursor tells of several partitions. Returns it as it is afterwards. */
    Cursor write(Subscriber subscriber, List<Run.Item> items, Cursor start) {
        Framing framing = subscriber.outlet.framing();
        List<byte[]> frames = new ArrayList<>(items.size());
        Cursor cursor = start;
        for (Run.Item item : items) {
            int partition = item.delivery().event.partition();
            EventId id = item.delivery().event.id();
            cursor = cursor.with(partition, id);
            frames.add(
                    subscriber.partitions.length == 1
                            ? item.delivery().frame(framing, item.channel(), format)
                            : framing.frame(
                                    item.delivery().event,
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

    private void settleAhead() {
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
            List.copyOf(behind).forEach(catchUp::advance);
        }
    }

    private void fallBehind(int partition) {
        for (Subscriber subscriber : everywhere.copy()) {
            boolean live = subscriber.progress() instanceof Live || subscriber.progress() instanceof Ahead;
            if (live && subscriber.isIn(partition)) {
                subscriber.become(behind(subscriber.position()));
            }
        }
    }

    void each(Channel channel, BiConsumer<Caller, Subscription> action) {
        Audience own = audiences.get(channel);
        if (own != null) {
            own.copy().forEach(subscriber -> action.accept(subscriber.caller, subscriber));
        }
    }

    Set<Channel> followed() {
        return Set.copyOf(audiences.keySet());
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
