package io.herald.soak;

import io.herald.testing.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Notifies users and sends events to rooms, in several lanes, and repeats a call with its key until it is accepted. Each lane has a part
 * of the users and one room, which these users follow.
 */
final class SoakPublisher {

    private static final long SECOND = 1_000_000_000;
    static final int LANES = 4;

    private final SoakServers servers;
    private final List<String> users;
    private final long interval;
    private final List<Api> instances;
    private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    SoakPublisher(SoakServers servers, List<String> users, int rate) {
        this.servers = servers;
        this.users = users;
        this.interval = SECOND * LANES / rate;
        this.instances =
                IntStream.range(0, servers.size()).mapToObj(servers::publisher).toList();
        for (int lane = 0; lane < LANES; lane++) {
            int number = lane;
            threads.add(new Thread(() -> run(number), "publisher-" + lane));
        }
    }

    /** Returns the name of the room that the user follows. */
    String roomOf(String user) {
        return room(users.indexOf(user) % LANES);
    }

    private static String room(int lane) {
        return "soak-room-" + lane;
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Returns the number of the last accepted event of the user or room; the first one is 1. */
    int accepted(String name) {
        return accepted.getOrDefault(name, 0);
    }

    long total() {
        return accepted.values().stream().mapToLong(Integer::longValue).sum();
    }

    long refused() {
        return refused.get();
    }

    private void run(int lane) {
        List<String> own = users.stream()
                .filter(user -> users.indexOf(user) % LANES == lane)
                .toList();
        long due = System.nanoTime();
        for (int call = lane; !stopped; call += 2) {
            publish(call, own.get(call / 2 % own.size()), true);
            publish(call + 1, room(lane), false);
            due = Math.max(due + interval, System.nanoTime() - SECOND);
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void publish(int call, String name, boolean isUser) {
        int number = accepted(name) + 1;
        for (int attempt = call;
                !isAccepted(instances.get(attempt % servers.size()), name, isUser, number);
                attempt++) {
            refused.incrementAndGet();
            LockSupport.parkNanos(SECOND / 5);
        }
        accepted.put(name, number);
    }

    private static boolean isAccepted(Api api, String name, boolean isUser, int number) {
        String path = isUser ? "/api/v1/notifications" : "/api/v1/channels/room:" + name + "/events";
        String json = isUser
                ? "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"n%d\"}".formatted(name, number)
                : "{\"event\":\"%s\",\"data\":{\"title\":\"n%d\"}}".formatted(SoakClient.ROOM_EVENT, number);
        try {
            return api.post(path, json, "Idempotency-Key", name + "-" + number).statusCode() == 202;
        } catch (RuntimeException notAnswered) {
            return false;
        }
    }
}
