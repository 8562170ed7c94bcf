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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The Redis of a simulation, with a replica that may be behind. Connections deliver requests and replies in order, after random
 * delays. It can hang, refuse connections, fail over, and lose all keys, and the links of a host can break or fall silent.
 */
public final class SimulatedRedis {

    private static final long MILLI = 1_000_000;

    /** The longest time until a former master that continues learns of the failover. */
    private static final long LONGEST_DEMOTION = 60 * MILLI;

    /** A read that waits for entries of a stream. */
    private record Waiter(SimulatedConnection connection, Call call, Consumer<@Nullable Object> reply) {}

    /** A server. Only one is the master, but another may not know yet that it is the master no more. */
    static final class Node {
        private ModelServer server;
        private long hangsUntil;

        private Node(ModelServer server) {
            this.server = server;
        }
    }

    private static final class Link {
        private long silentUntil;
        private long refusedUntil;
    }

    private final Scheduler scheduler;
    private final RedisKeys keys;
    private final LogObserver observer;
    private final List<String> tails;
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Map<Integer, Link> links = new HashMap<>();
    private Node master = new Node(new ModelServer());
    private @Nullable Node formerMaster;
    private @Nullable ModelServer replica;
    private long skewMillis;
    private long maxSkewMillis;
    private long refusesUntil;

    public SimulatedRedis(Scheduler scheduler, RedisKeys keys, int partitions, LogObserver observer) {
        this.scheduler = scheduler;
        this.keys = keys;
        this.observer = observer;
        this.tails = IntStream.range(0, partitions).mapToObj(keys::tail).toList();
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

    // Faults

    public void hang(long nanos) {
        master.hangsUntil = scheduler.nanoTime() + nanos;
    }

    /** Closes all connections, and refuses new ones for a time. */
    public void goDown(long nanos) {
        refusesUntil = scheduler.nanoTime() + nanos;
        List.copyOf(connections).forEach(SimulatedConnection::cut);
    }

    /** Returns until when the server refuses connections; a time in the past if it accepts them. */
    public long refusesUntil() {
        return refusesUntil;
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
        replica = master.server.copy();
    }

    /**
     * The master is suspended, and its replica takes over. Then the former master executes what it has received meanwhile, until it
     * learns of the failover.
     */
    public void suspendMaster(long nanos) {
        if (formerMaster != null) {
            hang(nanos);
            return;
        }
        Node suspended = master;
        suspended.hangsUntil = scheduler.nanoTime() + nanos;
        if (replica == null) {
            stopReplication();
        }
        scheduler.after(nanos / 2 + scheduler.random().nextLong(nanos / 2), () -> promoteReplicaOf(suspended));
        scheduler.after(nanos + scheduler.random().nextLong(LONGEST_DEMOTION), () -> demote(suspended));
    }

    private void promoteReplicaOf(Node suspended) {
        if (master == suspended && replica != null) {
            formerMaster = suspended;
            master = new Node(replica);
            replica = null;
            observeLoss();
        }
    }

    private void demote(Node suspended) {
        if (formerMaster == suspended) {
            formerMaster = null;
            connections.stream()
                    .filter(connection -> connection.node() == suspended)
                    .toList()
                    .forEach(SimulatedConnection::cut);
        }
    }

    /** The replica takes over, with its own clock. */
    public void failOver(long clockSkewMillis) {
        if (replica != null) {
            master.server = replica;
            replica = null;
            observeLoss();
        }
        setClockSkew(clockSkewMillis);
        goDown(20 * MILLI + scheduler.random().nextLong(800 * MILLI));
    }

    public void flush() {
        master.server.flush();
        observeLoss();
    }

    private void observeLoss() {
        for (int partition = 0; partition < tails.size(); partition++) {
            ModelStream tail = master.server.keyspace().stream(tails.get(partition));
            EventId last = tail == null ? EventId.ZERO : tail.last();
            observer.lost(partition, last);
        }
    }

    public void setClockSkew(long millis) {
        skewMillis = millis;
        maxSkewMillis = Math.max(maxSkewMillis, Math.abs(millis));
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

    /** Returns the server of a new connection. A client may not know yet of a failover. */
    Node node() {
        return formerMaster != null && scheduler.random().nextInt(10) == 0 ? formerMaster : master;
    }

    /** Returns when the next packet arrives: never before the previous one of the same connection and direction. */
    long arrival(int host, Node node, long previous) {
        long travel = 20_000 + scheduler.random().nextLong(300_000);
        if (scheduler.random().nextInt(200) == 0) {
            travel += scheduler.random().nextLong(30 * MILLI);
        }
        long earliest = Math.max(previous + 1, scheduler.nanoTime() + travel);
        return Math.max(earliest, Math.max(link(host).silentUntil, node.hangsUntil));
    }

    void receive(SimulatedConnection connection, Call call, Consumer<@Nullable Object> reply) {
        Node node = connection.node();
        long written = node.server.keyspace().streamWrites();
        Object result = execute(node, call);
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
        if (node.server.keyspace().streamWrites() != written) {
            observe(node, connection.host());
            wakeWaiters(node);
        }
    }

    private @Nullable Object execute(Node node, Call call) {
        try {
            return node.server.execute(call, scheduler.micros() + skewMillis * 1_000);
        } catch (ModelError error) {
            return error;
        }
    }

    private void wakeWaiters(Node node) {
        for (Waiter waiter : List.copyOf(waiters)) {
            Object result = waiter.connection.node() == node ? execute(node, waiter.call) : null;
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

    private void observe(Node node, int host) {
        for (int partition = 0; partition < tails.size(); partition++) {
            ModelStream tail = node.server.keyspace().stream(tails.get(partition));
            if (tail != null) {
                for (ModelStream.Entry entry : tail.takeAdded()) {
                    if (node == master) {
                        observer.appended(partition, entry.id(), entry.fields());
                    } else {
                        observer.appendedToFormerMaster(partition, entry.id(), entry.fields(), host);
                    }
                }
            }
        }
    }

    /** Returns what the master stores now. */
    public StoredData stored() {
        Keyspace keyspace = master.server.keyspace();
        keyspace.setTime(ModelTime.at(scheduler.micros() + skewMillis * 1_000));
        return new StoredData(keyspace, keys, maxSkewMillis);
    }
}
