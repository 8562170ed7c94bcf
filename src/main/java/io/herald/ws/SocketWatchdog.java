package io.herald.ws;

import io.herald.loop.EventLoops;
import io.herald.loop.FaultIsolation;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Checks each socket once a second on its own loop. Uses one timer per loop instead of timers for each ping and time-out. */
@ApplicationScoped
public class SocketWatchdog {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** A socket that is checked on its own loop. */
    interface Watched {

        EventLoop loop();

        /** @param now the monotonic time in nanoseconds */
        void checkLiveness(long now);
    }

    private final Map<EventLoop, Set<Watched>> sockets = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();

    void add(Watched socket) {
        sockets.computeIfAbsent(socket.loop(), this::start).add(socket);
        count.increment();
    }

    void remove(Watched socket) {
        Set<Watched> others = sockets.get(socket.loop());
        if (others != null && others.remove(socket)) {
            count.decrement();
        }
    }

    /** Returns the number of sockets that are not closed yet, including those that are closing. May be called on any thread. */
    public long count() {
        return count.sum();
    }

    private Set<Watched> start(EventLoop loop) {
        Set<Watched> watched = new LinkedHashSet<>();
        PeriodicTask.start(
                "ws.watch",
                EventLoops.of(loop),
                TaskTiming.every(PERIOD),
                PeriodicWork.syncWithLateness(late -> check(watched, late)));
        return watched;
    }

    /** Skips the run after a stall of the loop: input that arrived meanwhile is still unread, and sockets would appear idle. */
    private void check(Set<Watched> watched, long lateNanos) {
        if (lateNanos < PERIOD.toNanos()) {
            long now = System.nanoTime();
            FaultIsolation.forEach(List.copyOf(watched), socket -> socket.checkLiveness(now));
        }
    }
}
