package io.herald.simulation;

import io.herald.simulation.loop.Host;
import io.herald.simulation.loop.Scheduler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The PostgreSQL of a simulation: the members of private rooms. Its answers arrive on the loop of the caller. */
final class MemberDatabase {

    private static final long TRAVEL = 400_000;

    private final Scheduler scheduler;
    private final Map<String, TreeSet<String>> roomsByUser = new TreeMap<>();
    private long downUntil;

    MemberDatabase(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void goDown(long nanos) {
        downUntil = Math.max(downUntil, scheduler.nanoTime() + nanos);
    }

    boolean isDown() {
        return scheduler.nanoTime() < downUntil;
    }

    /** Returns false if nothing has changed. */
    boolean add(String user, String room) {
        return roomsByUser.computeIfAbsent(user, none -> new TreeSet<>()).add(room);
    }

    boolean remove(String user, String room) {
        return roomsByUser.getOrDefault(user, new TreeSet<>()).remove(room);
    }

    boolean isMember(String user, String room) {
        return roomsByUser.getOrDefault(user, new TreeSet<>()).contains(room);
    }

    Uni<Set<String>> roomsOf(Host host, String user) {
        return Uni.createFrom().emitter(answer -> {
            EventExecutor caller = ThreadExecutorMap.currentExecutor();
            EventExecutor loop = caller == null ? host.loop(0) : caller;
            scheduler.after(travel(), () -> {
                boolean fails = isDown();
                Set<String> rooms = new TreeSet<>(roomsByUser.getOrDefault(user, new TreeSet<>()));
                scheduler.after(
                        fails ? 100 * travel() : travel(),
                        () -> loop.execute(() -> {
                            if (fails) {
                                answer.fail(new IllegalStateException("PostgreSQL is down"));
                            } else {
                                answer.complete(rooms);
                            }
                        }));
            });
        });
    }

    private long travel() {
        return 1 + scheduler.random().nextLong(TRAVEL);
    }
}
