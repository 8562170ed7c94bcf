package io.herald.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Faults at random times, one after the other: each ends before the next begins. */
final class SoakFaults {

    private static final int SHORTEST_PAUSE_SECONDS = 5;
    private static final int MORE_SECONDS = 40;
    private static final int FEW_SECONDS = 5;
    private static final long LONGEST_AFTER_FAILOVER_NANOS =
            Duration.ofMillis(1_500).toNanos();

    private final SoakServers servers;
    private final Random random;
    private final boolean suspendsMastersOnly;
    private final Map<String, Integer> counts = new TreeMap<>();

    SoakFaults(SoakServers servers, Random random, boolean suspendsMastersOnly) {
        this.servers = servers;
        this.random = random;
        this.suspendsMastersOnly = suspendsMastersOnly;
    }

    /** Waits, and lets one fault happen unless the run ends before. */
    void next(long end) {
        long at = System.nanoTime()
                + Duration.ofSeconds(SHORTEST_PAUSE_SECONDS
                                + random.nextInt(suspendsMastersOnly ? FEW_SECONDS : MORE_SECONDS))
                        .toNanos();
        int fault = random.nextInt(6);
        int instance = random.nextInt(servers.size());
        int seconds = 1 + random.nextInt(5);
        pause(Math.min(at, end) - System.nanoTime());
        if (at >= end) {
            return;
        }
        // Shortly after the failover, not all clients of the suspended master have left it.
        String injected = suspendsMastersOnly
                ? servers.redis.suspendMaster(random, random.nextLong(LONGEST_AFTER_FAILOVER_NANOS))
                : inject(fault, instance, Duration.ofSeconds(seconds).toNanos());
        System.out.printf("%s %s%n", Instant.now(), injected);
        counts.merge(injected, 1, Integer::sum);
    }

    private String inject(int fault, int instance, long nanos) {
        switch (fault) {
            case 0 -> {
                servers.instance(instance).kill();
                return relaunched(instance, "instance killed");
            }
            case 1 -> {
                servers.instance(instance).terminate();
                return relaunched(instance, "instance terminated");
            }
            case 2 -> {
                servers.instance(instance).hang();
                pause(nanos);
                servers.instance(instance).resume();
                return "instance suspended";
            }
            case 3, 4 -> {
                return servers.redis.inject(random, nanos);
            }
            default -> {
                servers.postgres.kill();
                pause(nanos);
                servers.postgres.start();
                return "PostgreSQL killed";
            }
        }
    }

    private String relaunched(int instance, String fault) {
        servers.relaunch(instance);
        servers.instance(instance).awaitReady();
        return fault;
    }

    static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
