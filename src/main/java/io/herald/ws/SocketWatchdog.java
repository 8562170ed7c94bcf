package io.herald.ws;

import io.herald.loop.EventLoops;
import io.herald.loop.FaultIsolation;
import io.herald.loop.MessageRateLimiter;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Looks at each socket once a second, on its own loop: one timer a loop, and none for each ping and time-out. */
@ApplicationScoped
public class SocketWatchdog {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Map<EventLoop, Set<Socket>> sockets = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();

    void add(Socket socket) {
        sockets.computeIfAbsent(socket.loop(), this::start).add(socket);
        count.increment();
    }

    void remove(Socket socket) {
        Set<Socket> others = sockets.get(socket.loop());
        if (others != null && others.remove(socket)) {
            count.decrement();
        }
    }

    /** How many have not ended yet, those that have been told to among them. May be called on any thread. */
    public long count() {
        return count.sum();
    }

    private Set<Socket> start(EventLoop loop) {
        Set<Socket> watched = new LinkedHashSet<>();
        PeriodicTask.start(
                "ws.watch",
                EventLoops.of(loop),
                MessageRateLimiter.every(PERIOD),
                PeriodicWork.syncWithLateness(late -> look(watched, late)));
        return watched;
    }

    /** After a stall of the loop, what clients sent meanwhile is still unread: their silence is judged at the next run. */
    private void look(Set<Socket> watched, long lateNanos) {
        if (lateNanos < PERIOD.toNanos()) {
            long now = System.nanoTime();
            FaultIsolation.forEach(List.copyOf(watched), socket -> socket.look(now));
        }
    }
}
