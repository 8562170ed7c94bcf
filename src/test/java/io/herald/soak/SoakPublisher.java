package io.herald.soak;

import io.herald.testing.Api;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Notifies one user after the other, and repeats a call with its key until it is accepted. */
final class SoakPublisher {

    private static final long SECOND = 1_000_000_000;

    private final SoakServers servers;
    private final List<String> users;
    private final long interval;
    private final List<Api> instances;
    private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread = new Thread(this::run, "publisher");
    private volatile boolean stopped;

    SoakPublisher(SoakServers servers, List<String> users, int rate) {
        this.servers = servers;
        this.users = users;
        this.interval = SECOND / rate;
        this.instances = List.of(servers.publisher(0), servers.publisher(1));
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    /** Returns the number of the last accepted notification of the user; the first one is 1. */
    int accepted(String user) {
        return accepted.getOrDefault(user, 0);
    }

    long total() {
        return accepted.values().stream().mapToLong(Integer::longValue).sum();
    }

    long refused() {
        return refused.get();
    }

    private void run() {
        long due = System.nanoTime();
        for (int call = 0; !stopped; call++) {
            String user = users.get(call % users.size());
            int number = accepted(user) + 1;
            while (!isAccepted(instances.get(call % servers.size()), user, number)) {
                refused.incrementAndGet();
                call++;
                LockSupport.parkNanos(SECOND / 5);
            }
            accepted.put(user, number);
            due = Math.max(due + interval, System.nanoTime() - SECOND);
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private static boolean isAccepted(Api api, String user, int number) {
        try {
            String json = "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"n%d\"}".formatted(user, number);
            return api.post("/api/v1/notifications", json, "Idempotency-Key", user + "-" + number)
                            .statusCode()
                    == 202;
        } catch (RuntimeException notAnswered) {
            return false;
        }
    }
}
