package io.herald.testing;

import io.herald.dev.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Redis Cluster: three masters, and one replica, of the first of them, whose failover a test may so provoke. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    /** The cluster's nodes talk to each other on a port that far above the one for clients. */
    private static final int BUS = 10_000;

    private final List<RedisServerProcess> nodes = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i <= MASTERS; i++) {
            nodes.add(RedisServerProcess.startedAt(
                    freePort(),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "1000",
                    // What a dead master served is refused; the rest is not.
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

    /** One of the three that began as masters. */
    public RedisServerProcess master(int index) {
        return nodes.get(index);
    }

    /** The replica of master 0. */
    public RedisServerProcess replica() {
        return nodes.get(MASTERS);
    }

    public int slot(String key) {
        return ((Long) nodes.get(1).ask("CLUSTER", "KEYSLOT", key)).intValue();
    }

    /** Which of the nodes has the slot, as node 1 sees it. */
    public RedisServerProcess ownerOf(int slot) {
        for (Object range : (List<?>) nodes.get(1).ask("CLUSTER", "SLOTS")) {
            List<?> fields = (List<?>) range;
            if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
                long port = (Long) ((List<?>) fields.get(2)).get(1);
                return nodes.stream()
                        .filter(node -> node.port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new AssertionError("nobody has slot " + slot);
    }

    /** As redis-cli does it: key by key, while clients go on. */
    public void move(int slot, RedisServerProcess to) {
        RedisServerProcess from = ownerOf(slot);
        String number = Integer.toString(slot);
        to.ask("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.ask("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        for (List<?> keys = keys(from, number); !keys.isEmpty(); keys = keys(from, number)) {
            keys.forEach(
                    key -> from.ask("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0", "5000"));
        }
        to.ask("CLUSTER", "SETSLOT", number, "NODE", id(to));
        from.ask("CLUSTER", "SETSLOT", number, "NODE", id(to));
    }

    private static List<?> keys(RedisServerProcess node, String slot) {
        return (List<?>) node.ask("CLUSTER", "GETKEYSINSLOT", slot, "1");
    }

    private void join() {
        IntStream.range(0, nodes.size())
                .forEach(i -> nodes.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1)));
        IntStream.range(0, MASTERS).forEach(this::giveSlots);
        nodes.forEach(node -> nodes.get(0).ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port())));
        Await.until("all nodes know each other", () -> nodes.stream().allMatch(this::knowsAll));
        Await.until("the replica follows", () -> "OK".equals(replica().ask("CLUSTER", "REPLICATE", id(master(0)))));
        Await.until("the replica is in sync", () -> "up".equals(replica().told("master_link_status", "INFO")));
        Await.until("all know the replica", () -> nodes.stream().allMatch(this::knowsReplica));
    }

    private void giveSlots(int master) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                .forEach(slot -> command.add(Integer.toString(slot)));
        nodes.get(master).ask(command.toArray(String[]::new));
    }

    private boolean knowsAll(RedisServerProcess node) {
        String info = node.ask("CLUSTER", "INFO").toString();
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
    }

    private boolean knowsReplica(RedisServerProcess node) {
        return node.ask("CLUSTER", "NODES").toString().contains("slave " + id(master(0)));
    }

    private static String id(RedisServerProcess node) {
        return node.ask("CLUSTER", "MYID").toString();
    }

    private static int freePort() {
        int port = Ports.free();
        while (port + BUS > 65_535) {
            port = Ports.free();
        }
        return port;
    }

    @Override
    public void close() {
        nodes.forEach(RedisServerProcess::close);
    }
}
