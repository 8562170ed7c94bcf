package io.herald.simulation.server;

import io.herald.event.EventId;
import io.herald.redis.layout.RedisKeys;
import io.herald.simulation.loop.Scheduler;
import io.herald.simulation.server.ModelServer.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Redis of a simulation, with a replica that may be behind. Connections deliver requests and replies in order, after random
 * delays. It can hang, refuse connections, fail over, and lose all keys, and the links of a host can break or fall silent.
 */
public final class SimulatedRedis {

    private static final long MILLI = 1_000_000;

    /** A read that waits for entries of a stream. */
    private record Waiter(SimulatedConnection connection, Call call, Consumer<@Nullable Object> reply) {}

    private static final class Link {
        private long silentUntil;
        private long refusedUntil;
    }

    private final Scheduler scheduler;
    private final RedisKeys keys;
    private final LogObserver observer;
    private final int partitions;
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Map<Integer, Link> links = new HashMap<>();
    private ModelServer server = new ModelServer();
    private @Nullable ModelServer replica;
    private long skewMillis;
    private long hangsUntil;
    private long refusesUntil;

    public SimulatedRedis(Scheduler scheduler, RedisKeys keys, int partitions, LogObserver observer) {
        this.scheduler = scheduler;
        this.keys = keys;
        this.observer = observer;
        this.partitions = partitions;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private Link link(int host) {
        Link known = links.get(host);
        if (known == null) {
            known = new Link();
            links.put(host, known);
        }
        return known;
    }

    // IntroducedDefect

    public void hang(long nanos) {
        hangsUntil = scheduler.nanoTime() + nanos;
    }

    /** Closes all connections, and refuses new ones for a time. */
    public void goDown(long nanos) {
        refusesUntil = scheduler.nanoTime() + nanos;
        List.copyOf(connections).forEach(SimulatedConnection::cut);
    }

    public void cut(int host) {
        connections.stream().filter(one -> one.host() == host).toList().forEach(SimulatedConnection::cut);
    }

    /** Holds back what the host and the server send to each other, without closing the connections. */
    public void silence(int host, long nanos) {
        link(host).silentUntil = scheduler.nanoTime() + nanos;
    }

    public void refuse(int host, long nanos) {
        link(host).refusedUntil = scheduler.nanoTime() + nanos;
        cut(host);
    }

    /** From now on the replica receives nothing more. */
    public void stopReplication() {
        replica = server.copy();
    }

    /** The replica takes over, with its own clock. */
    public void failOver(long clockSkewMillis) {
        if (replica != null) {
            server = replica;
            replica = null;
            observeLoss();
        }
        skewMillis = clockSkewMillis;
        goDown(20 * MILLI + scheduler.random().nextLong(800 * MILLI));
    }

    public void flush() {
        server.flush();
        observeLoss();
    }

    private void observeLoss() {
        for (int partition = 0; partition < partitions; partition++) {
            ModelStream tail = server.keyspace().stream(keys.tail(partition));
            EventId last = tail == null ? EventId.ZERO : tail.last();
            observer.lost(partition, last);
        }
    }

    public void setClockSkew(long millis) {
        skewMillis = millis;
    }

    // Connections

    boolean refuses(int host) {
        return scheduler.nanoTime() < Math.max(refusesUntil, link(host).refusedUntil);
    }

    void add(SimulatedConnection connection) {
        connections.add(connection);
    }

    void remove(SimulatedConnection connection) {
        connections.remove(connection);
        waiters.removeIf(waiter -> waiter.connection == connection);
    }

    /** Returns when the next packet arrives: never before the previous one of the same connection and direction. */
    long arrival(int host, long previous) {
        long travel = 20_000 + scheduler.random().nextLong(300_000);
        if (scheduler.random().nextInt(200) == 0) {
            travel += scheduler.random().nextLong(30 * MILLI);
        }
        long earliest = Math.max(previous + 1, scheduler.nanoTime() + travel);
        return Math.max(earliest, Math.max(link(host).silentUntil, hangsUntil));
    }

    void receive(SimulatedConnection connection, Call call, Consumer<@Nullable Object> reply) {
        Object result = execute(call);
        long wait = call.blockMillis();
        if (result != null || wait == 0) {
            reply.accept(result);
        } else {
            Waiter waiter = new Waiter(connection, call, reply);
            waiters.add(waiter);
            scheduler.after(wait * MILLI, () -> {
                if (waiters.remove(waiter)) {
                    reply.accept(null);
                }
            });
        }
        if (call.command().equals("evalsha")) {
            observe();
            wakeWaiters();
        }
    }

    private @Nullable Object execute(Call call) {
        try {
            return server.execute(call, scheduler.micros() + skewMillis * 1_000);
        } catch (ModelError error) {
            return error;
        }
    }

    private void wakeWaiters() {
        for (Waiter waiter : List.copyOf(waiters)) {
            Object result = execute(waiter.call);
            if (result != null && waiters.remove(waiter)) {
                waiter.reply.accept(oneStreamOf((List<?>) result));
            }
        }
    }

    /** Redis 7.0 answers a read that has waited for several streams with the entries of one. */
    private List<?> oneStreamOf(List<?> streams) {
        return streams.size() == 1
                ? streams
                : List.of(streams.get(scheduler.random().nextInt(streams.size())));
    }

    private void observe() {
        for (int partition = 0; partition < partitions; partition++) {
            ModelStream tail = server.keyspace().stream(keys.tail(partition));
            if (tail != null) {
                for (ModelStream.Entry entry : tail.takeAdded()) {
                    observer.appended(partition, entry.id(), entry.fields());
                }
            }
        }
    }

    // What the oracle reads

    public int tailLength(int partition) {
        ModelStream tail = server.keyspace().stream(keys.tail(partition));
        return tail == null ? 0 : tail.length();
    }

    /** Returns whether the tail of a partition reaches back to an id. */
    public boolean tailCovers(int partition, EventId id) {
        ModelStream tail = server.keyspace().stream(keys.tail(partition));
        return tail == null
                || tail.length() == 0
                || id.isAfter(EventId.parse(tail.oldest().fields().get(1)));
    }

    /** Returns the birth mark of a partition; null if it has none. */
    public @Nullable EventId birth(int partition) {
        LogState state = LogState.read(server.keyspace(), keys.meta(partition));
        return state == null ? null : state.birth;
    }

    /** Returns the fields of a hash. */
    public Map<String, String> hash(String key) {
        server.keyspace().setTime(ModelTime.at(scheduler.micros() + skewMillis * 1_000));
        return Map.copyOf(server.keyspace().hash(key));
    }
}
