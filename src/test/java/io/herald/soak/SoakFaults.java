package io.herald.soak;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Faults at random times, one after the other: each ends before the next begins. */
final class SoakFaults {

    private static final int SHORTEST_PAUSE_SECONDS = 5;
    private static final int MORE_SECONDS = 40;

    private final SoakServers servers;
    private final Random random;
    private final Map<String, Integer> counts = new TreeMap<>();

    SoakFaults(SoakServers servers, Random random) {
        this.servers = servers;
        this.random = random;
    }

    /** Waits, and lets one fault happen unless the run ends before. */
    void next(long end) {
        long at = System.nanoTime()
                + Duration.ofSeconds(SHORTEST_PAUSE_SECONDS + random.nextInt(MORE_SECONDS))
                        .toNanos();
        int fault = random.nextInt(6);
        int instance = random.nextInt(servers.size());
        int seconds = 1 + random.nextInt(5);
        pause(Math.min(at, end) - System.nanoTime());
        if (at >= end) {
            return;
        }
        counts.merge(inject(fault, instance, Duration.ofSeconds(seconds).toNanos()), 1, Integer::sum);
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
        servers.instance(instance).close();
        servers.launch(instance);
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
