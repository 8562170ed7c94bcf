package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.event.Traits;
import io.herald.hub.encoding.Delivery;
import io.herald.hub.resume.Window;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.telemetry.DeliveryTimes;
import io.herald.hub.telemetry.DeliveryTraces;
import io.herald.hub.telemetry.Tally;
import io.herald.hub.transport.Attendance;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Listening;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Start;
import io.herald.hub.transport.Subscription;
import io.herald.log.DeliveryFacts;
import io.herald.log.EventLog;
import io.herald.log.Overlay;
import io.herald.log.Revision;
import io.herald.log.TailListener;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes what the log's readers bring, keeps the last of it in the windows, and hands each batch to every shard once. */
@ApplicationScoped
public class Hub implements TailListener {

    private final EventLog log;
    private final Sources sources;
    private final DeliveryTraces traces;
    private final Map<EventLoop, Shard> shards = new HashMap<>();
    private final @Nullable EventId[] reached;
    private volatile boolean open;
    private volatile boolean draining;

    @Inject
    Hub(
            EventLog log,
            StreamConfig config,
            Instance<Attendance> attendance,
            DeliveryFacts facts,
            DeliveryTimes times,
            DeliveryTraces traces,
            Clock clock) {
        this(
                log,
                config,
                Chance.real(clock),
                new Observers(attendance.isResolvable() ? attendance.get() : Attendance.NONE, facts, times, traces));
    }

    Hub(EventLog log, StreamConfig config, Chance chance) {
        this(log, config, chance, Observers.NONE);
    }

    Hub(EventLog log, StreamConfig config, Chance chance, Observers observers) {
        this.log = log;
        this.traces = observers.traces();
        Window[] windows = IntStream.range(0, log.partitions())
                .mapToObj(p -> new Window(config.window(), config.windowSize().asLongValue()))
                .toArray(Window[]::new);
        CursorFormat format = new CursorFormat(log.partitions());
        this.sources = new Sources(log, windows, format, config, chance, new AtomicInteger(), observers);
        this.reached = new EventId[log.partitions()];
    }

    void start(@Observes StartupEvent started) {
        log.follow(this);
    }

    /** Whether subscribers can be told where they stand: every partition has been read, and is heard of. */
    public boolean isAvailable() {
        return open && IntStream.range(0, log.partitions()).allMatch(log::isHeard);
    }

    /** The same for those who follow these channels: what happens to the other partitions is nothing to them. */
    public boolean isAvailable(Collection<Channel> channels) {
        return open
                && log.isHeard(homeOf(channels))
                && channels.stream()
                        .filter(channel -> !channel.equals(Channel.EVERYONE))
                        .allMatch(channel -> log.isHeard(log.partitionOf(channel)));
    }

    /** Whether every partition has been read once. */
    public boolean isOpen() {
        return open;
    }

    /** Open connections, over all transports. */
    public int connections() {
        return sources.connections().get();
    }

    /** Of one of the numbers that the shards count, over all of them. */
    long total(ToLongFunction<Tally> value) {
        synchronized (shards) {
            return shards.values().stream()
                    .mapToLong(shard -> value.applyAsLong(shard.tally))
                    .sum();
        }
    }

    public CursorFormat cursors() {
        return sources.format();
    }

    Window[] windows() {
        return sources.windows();
    }

    /** Serves an outlet from now on; called on the outlet's loop, and only while {@link #isAvailable(Collection)}. */
    public Subscription subscribe(Outlet outlet, Listening listening, Start start) {
        return shard(outlet.loop()).subscribe(outlet, listening, homeOf(listening.channels()), start);
    }

    /** Whether this instance is going away: nobody new is to be served, and those who are here are being sent away. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Sends everybody away, each at a moment of their own within the window. May be called on any thread; returns at
     * once.
     */
    public void drain(Duration window) {
        draining = true;
        onShards(shard -> shard.drain(window));
    }

    /** Ends all connections now, whatever they have begun. */
    public void endAll() {
        onShards(Shard::endAll);
    }

    /** On their loops, behind all that has come before. */
    private void onShards(Consumer<Shard> action) {
        synchronized (shards) {
            shards.values()
                    .forEach(shard -> shard.loop.execute(() -> shard.rounds().then(() -> action.accept(shard))));
        }
    }

    /** Ends those of a user's connections to this instance whose caller is meant. */
    public void end(Channel user, Predicate<Caller> which, Ending ending) {
        endAll(user, subscriber -> which.test(subscriber.caller), ending);
    }

    /** The same for some of them, by their ids. */
    public void end(Channel user, Set<String> connections, Ending ending) {
        endAll(user, subscriber -> connections.contains(subscriber.outlet.connection()), ending);
    }

    private void endAll(Channel user, Predicate<Subscriber> which, Ending ending) {
        onShards(shard -> shard.end(user, which, ending));
    }

    Attendance attendance() {
        return sources.observers().attendance();
    }

    /**
     * Runs an action for each connection to this instance that follows one of the channels, or replays it before it follows.
     * The action runs on the connection's loop. May be called on any thread; returns at once.
     */
    public void each(Collection<Channel> channels, BiConsumer<Caller, Subscription> action) {
        onShards(shard -> channels.forEach(channel -> shard.each(channel, action)));
    }

    /** Tells those of a channel who are connected here and live, and nobody else. May be called on any thread. */
    void tell(Channel channel, String event, byte[] body) {
        int partition = log.partitionOf(channel);
        Event told = new Event(partition, EventId.ZERO, List.of(channel), event, body, Traits.EPHEMERAL);
        Delivery delivery = new Delivery(told);
        onShards(shard -> shard.rounds().tell(delivery));
    }

    /** Returns the channels that connections to this instance follow now, or replay before they follow them. */
    public Uni<Set<Channel>> followed() {
        List<Shard> all;
        synchronized (shards) {
            all = List.copyOf(shards.values());
        }
        List<Uni<Set<Channel>>> parts = all.stream()
                .map(shard -> Uni.createFrom().item(shard::followed).runSubscriptionOn(shard.loop))
                .toList();
        return parts.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : Uni.join().all(parts).andFailFast().map(sets -> {
                    Set<Channel> joined = new HashSet<>();
                    sets.forEach(joined::addAll);
                    return joined;
                });
    }

    /** Everyone is in all partitions; a user hears it from that of their own channel. */
    private int homeOf(Collection<Channel> channels) {
        return channels.stream()
                .filter(Channel::isUser)
                .mapToInt(log::partitionOf)
                .findFirst()
                .orElse(0);
    }

    private Shard shard(EventLoop loop) {
        synchronized (shards) {
            return shards.computeIfAbsent(loop, l -> new Shard(l, sources, reached.clone()));
        }
    }

    @Override
    public long windowBytes() {
        return sources.config().windowSize().asLongValue();
    }

    @Override
    public void events(Batch batch, Runnable done) {
        // A reader of the tail that returns from a cut takes messages and their revisions in one batch.
        Overlay revisions = Overlay.among(batch.events(), cursors());
        List<Delivery> deliveries =
                revisions.apply(batch.events()).stream().map(Delivery::new).toList();
        synchronized (shards) {
            remember(batch, deliveries);
            if (shards.isEmpty()) {
                done.run();
                return;
            }
            Runnable delivered = traces.delivering(batch, done);
            AtomicInteger outstanding = new AtomicInteger(shards.size());
            Runnable written = () -> {
                if (outstanding.decrementAndGet() == 0) {
                    delivered.run();
                }
            };
            for (Shard shard : shards.values()) {
                shard.loop.execute(
                        () -> shard.rounds().take(batch.partition(), batch.after(), batch.upTo(), deliveries, written));
            }
        }
    }

    private void remember(Batch batch, List<Delivery> deliveries) {
        Window window = sources.windows()[batch.partition()];
        EventId before = reached[batch.partition()];
        if (before == null || batch.after().isAfter(before)) {
            window.restart(batch.after());
        }
        for (Delivery delivery : deliveries) {
            if (!delivery.event().isEphemeral()) {
                window.add(delivery);
                Revision revision = Revision.of(delivery.event(), cursors());
                if (revision != null) {
                    window.revise(revision);
                }
            }
        }
        reached[batch.partition()] = batch.upTo();
        if (!open) {
            open = IntStream.range(0, reached.length).allMatch(p -> reached[p] != null);
        }
    }

    @Override
    public void reborn(int partition, EventId birth) {
        synchronized (shards) {
            EventId before = reached[partition];
            if (before != null && before.isBefore(birth)) {
                sources.windows()[partition].restart(birth);
                reached[partition] = birth;
            }
            onShards(shard -> shard.reborn(partition, birth));
        }
    }
}
