package io.herald.soak;

import io.herald.testing.RedisServerProcess;
import java.util.Map;
import java.util.Random;

/** One server with an append-only file. */
final class SingleRedis implements SoakRedis {

    private final RedisServerProcess server = RedisServerProcess.started("--maxmemory", "512mb");

    @Override
    public Map<String, String> settings() {
        return server.settings();
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public String inject(Random random, long nanos) {
        if (random.nextBoolean()) {
            server.kill();
            SoakFaults.pause(nanos);
            server.start();
            return "Redis killed";
        }
        return suspendMaster(random, nanos);
    }

    @Override
    public String suspendMaster(Random random, long nanos) {
        server.hang();
        SoakFaults.pause(nanos);
        server.resume();
        return "Redis suspended";
    }

    @Override
    public long usedMemory() {
        return Long.parseLong(server.field("used_memory", "INFO", "memory"));
    }

    @Override
    public boolean mayLose() {
        return false;
    }

    @Override
    public void close() {
        server.close();
    }
}
