package io.herald.testing;

import io.herald.dev.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters and one replica of the first master, for which a test can provoke a failover. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    /** Offset between the port for clients and the port of the cluster bus. */
    private static final int BUS_OFFSET = 10_000;

    private final List<RedisServerProcess> nodes = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i <= MASTERS; i++) {
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

    public static RedisCluster started() {
        RedisCluster cluster = new RedisCluster();
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
        to.execute("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.execute("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        for (List<?> keys = keys(from, number); !keys.isEmpty(); keys = keys(from, number)) {
            keys.forEach(key ->
                    from.execute("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0", "5000"));
        }
        to.execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
        from.execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
    }

    private static List<?> keys(RedisServerProcess node, String slot) {
        return (List<?>) node.execute("CLUSTER", "GETKEYSINSLOT", slot, "1");
    }

    private void join() {
        IntStream.range(0, nodes.size())
                .forEach(i -> nodes.get(i).execute("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1)));
        IntStream.range(0, MASTERS).forEach(this::assignSlots);
        nodes.forEach(node -> nodes.get(0).execute("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port())));
        Await.until("all nodes know each other", () -> nodes.stream().allMatch(this::knowsAll));
        Await.until(
                "the replica is attached", () -> "OK".equals(replica().execute("CLUSTER", "REPLICATE", id(master(0)))));
        Await.until("the replica is in sync", () -> "up".equals(replica().field("master_link_status", "INFO")));
        Await.until("all know the replica", () -> nodes.stream().allMatch(this::knowsReplica));
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

    private boolean knowsReplica(RedisServerProcess node) {
        return node.execute("CLUSTER", "NODES").toString().contains("slave " + id(master(0)));
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
