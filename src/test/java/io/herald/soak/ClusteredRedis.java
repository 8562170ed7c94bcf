package io.herald.soak;

import io.herald.testing.Await;
import io.herald.testing.RedisCluster;
import io.herald.testing.RedisServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Three masters with a replica each. Replication is asynchronous, so that a master that fails may lose events. */
final class ClusteredRedis implements SoakRedis {

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final int PARTITIONS = 16;

    private final RedisCluster cluster = RedisCluster.replicated();

    @Override
    public Map<String, String> settings() {
        return cluster.settings();
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public String inject(Random random, long nanos) {
        List<RedisServerProcess> masters = cluster.masters();
        RedisServerProcess master = masters.get(random.nextInt(masters.size()));
        String fault = inject(random.nextInt(4), master, random, nanos);
        Await.until("each master has a replica again", RECOVERY, cluster::isRedundant);
        return fault;
    }

    @Override
    public String suspendMaster(Random random, long nanos) {
        List<RedisServerProcess> masters = cluster.masters();
        RedisServerProcess master = masters.get(random.nextInt(masters.size()));
        RedisServerProcess replica = cluster.replicaOf(master);
        master.hang();
        Await.until("the replica is promoted", RECOVERY, () -> RedisCluster.isMaster(replica));
        SoakFaults.pause(nanos);
        master.resume();
        Await.until("each master has a replica again", RECOVERY, cluster::isRedundant);
        return "master suspended until after a failover";
    }

    private String inject(int fault, RedisServerProcess master, Random random, long nanos) {
        switch (fault) {
            case 0 -> {
                RedisServerProcess replica = cluster.replicaOf(master);
                master.kill();
                Await.until("the replica is promoted", RECOVERY, () -> RedisCluster.isMaster(replica));
                SoakFaults.pause(nanos);
                master.start();
                return "master killed";
            }
            case 1 -> {
                RedisServerProcess replica = cluster.replicaOf(master);
                replica.execute("CLUSTER", "FAILOVER");
                Await.until("the replica is promoted", RECOVERY, () -> RedisCluster.isMaster(replica));
                return "failover requested";
            }
            case 2 -> {
                master.hang();
                SoakFaults.pause(nanos);
                master.resume();
                return "master suspended";
            }
            default -> {
                int slot = cluster.slot("{" + random.nextInt(PARTITIONS) + "}");
                RedisServerProcess owner = cluster.ownerOf(slot);
                List<RedisServerProcess> others = cluster.masters().stream()
                        .filter(candidate -> candidate != owner)
                        .toList();
                cluster.move(slot, others.get(random.nextInt(others.size())));
                return "slot moved";
            }
        }
    }

    @Override
    public long usedMemory() {
        return cluster.masters().stream()
                .mapToLong(master -> Long.parseLong(master.field("used_memory", "INFO", "memory")))
                .sum();
    }

    @Override
    public boolean mayLose() {
        return true;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
