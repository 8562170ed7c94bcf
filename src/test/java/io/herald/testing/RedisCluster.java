package io.herald.testing;

import io.herald.dev.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters, some of which have a replica, so that a test can provoke a failover. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    /** Offset between the port for clients and the port of the cluster bus. */
    private static final int BUS_OFFSET = 10_000;

    private final List<RedisServerProcess> nodes = new ArrayList<>();

    /** @param replicas the number of masters with a replica, from the first one */
    private RedisCluster(int replicas) {
        for (int i = 0; i < MASTERS + replicas; i++) {
            nodes.add(RedisServerProcess.startedAt(
                    freePort(),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "1000",
                    // Only the slots of a failed master are unavailable.
                    "--cluster-require-full-coverage",
                    "no"));
        }
    }

    /** Starts a cluster in which the first master has a replica. */
    public static RedisCluster started() {
        return started(1);
    }

    /** Starts a cluster in which each master has a replica. */
    public static RedisCluster replicated() {
        return started(MASTERS);
    }

    private static RedisCluster started(int replicas) {
        RedisCluster cluster = new RedisCluster(replicas);
        cluster.join();
        return cluster;
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return Map.of(
                "quarkus.redis.client-type", "cluster",
                "quarkus.redis.hosts",
                        nodes.stream().map(RedisServerProcess::url).collect(Collectors.joining(",")),
                "herald.log.partitions", "16");
    }

    /** Returns one of the three initial masters. */
    public RedisServerProcess master(int index) {
        return nodes.get(index);
    }

    /** The replica of master 0. */
    public RedisServerProcess replica() {
        return nodes.get(MASTERS);
    }

    /** Returns the servers that are masters now, in the order of their ports. */
    public List<RedisServerProcess> masters() {
        return nodes.stream().filter(RedisCluster::isMaster).toList();
    }

    public static boolean isMaster(RedisServerProcess node) {
        return "master".equals(((List<?>) node.execute("ROLE")).get(0));
    }

    /** Returns the replica of a master. Each master must have one. */
    public RedisServerProcess replicaOf(RedisServerProcess master) {
        return nodes.stream()
                .filter(node -> node != master && isReplicaOf(node, master))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isReplicaOf(RedisServerProcess node, RedisServerProcess master) {
        return Integer.toString(master.port()).equals(node.field("master_port", "INFO", "replication"));
    }

    /** Whether each master serves, and has a replica that is in sync. */
    public boolean isRedundant() {
        return masters().size() == MASTERS
                && nodes.stream()
                        .filter(node -> !isMaster(node))
                        .allMatch(node -> "up".equals(node.field("master_link_status", "INFO", "replication")))
                && nodes.stream()
                        .allMatch(node ->
                                node.execute("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
    }

    public int slot(String key) {
        return ((Long) nodes.get(1).execute("CLUSTER", "KEYSLOT", key)).intValue();
    }

    /** Returns the owner of the slot according to node 1. */
    public RedisServerProcess ownerOf(int slot) {
        for (Object range : (List<?>) nodes.get(1).execute("CLUSTER", "SLOTS")) {
            List<?> fields = (List<?>) range;
            if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
                long port = (Long) ((List<?>) fields.get(2)).get(1);
                return nodes.stream()
                        .filter(node -> node.port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new AssertionError("no owner of slot " + slot);
    }

    /** Moves a slot as redis-cli does: key by key, while clients continue. */
    public void move(int slot, RedisServerProcess to) {
        RedisServerProcess from = ownerOf(slot);
        String number = Integer.toString(slot);
        beginMove(slot, to);
        for (List<?> keys = keys(slot, 1); !keys.isEmpty(); keys = keys(slot, 1)) {
            moveKey(keys.get(0).toString(), to);
        }
        to.execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
        from.execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
    }

    /** Begins a move, which moves no key yet. Until its end the server redirects calls whose keys it lacks. */
    public void beginMove(int slot, RedisServerProcess to) {
        RedisServerProcess from = ownerOf(slot);
        to.execute("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(from));
        from.execute("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(to));
    }

    public void moveKey(String key, RedisServerProcess to) {
        ownerOf(slot(key)).execute("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key, "0", "5000");
    }

    /** Returns keys of a slot that its owner has. */
    public List<?> keys(int slot, int limit) {
        return (List<?>)
                ownerOf(slot).execute("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(limit));
    }

    private void join() {
        IntStream.range(0, nodes.size())
                .forEach(i -> nodes.get(i).execute("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1)));
        IntStream.range(0, MASTERS).forEach(this::assignSlots);
        nodes.forEach(node -> nodes.get(0).execute("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port())));
        Await.until("all nodes know each other", () -> nodes.stream().allMatch(this::knowsAll));
        for (int i = 0; i < nodes.size() - MASTERS; i++) {
            attach(nodes.get(MASTERS + i), master(i));
        }
    }

    private void attach(RedisServerProcess replica, RedisServerProcess master) {
        Await.until("the replica is attached", () -> "OK".equals(replica.execute("CLUSTER", "REPLICATE", id(master))));
        Await.until("the replica is in sync", () -> "up".equals(replica.field("master_link_status", "INFO")));
        Await.until(
                "all know the replica",
                () -> nodes.stream()
                        .allMatch(node ->
                                node.execute("CLUSTER", "NODES").toString().contains("slave " + id(master))));
    }

    private void assignSlots(int master) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                .forEach(slot -> command.add(Integer.toString(slot)));
        nodes.get(master).execute(command.toArray(String[]::new));
    }

    private boolean knowsAll(RedisServerProcess node) {
        String info = node.execute("CLUSTER", "INFO").toString();
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
    }

    private static String id(RedisServerProcess node) {
        return node.execute("CLUSTER", "MYID").toString();
    }

    private static int freePort() {
        int port = FreePorts.free();
        while (port + BUS_OFFSET > 65_535) {
            port = FreePorts.free();
        }
        return port;
    }

    @Override
    public void close() {
        nodes.forEach(RedisServerProcess::close);
    }
}
