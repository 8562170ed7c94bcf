package io.herald.ops;

import io.herald.loop.EventLoops;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.vertx.VertxEventLoops;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each event loop leaves a mark every second. One that does not is stuck, with all the connections that are on it. */
@ApplicationScoped
class EventLoopMonitor {

    private static final TaskTiming PACE = TaskTiming.every(Duration.ofSeconds(1));

    /** Long enough for a pause of the collector, or of a machine that is overrun: a restart would cure neither. */
    private static final Duration STUCK = Duration.ofSeconds(15);

    private final Map<EventExecutor, Long> marks = new ConcurrentHashMap<>();

    void start(@Observes StartupEvent started, Vertx vertx) {
        VertxEventLoops.all(vertx).forEach(this::watch);
    }

    void watch(EventExecutor loop) {
        mark(loop);
        PeriodicTask.start("loops.watch", EventLoops.of(loop), PACE, PeriodicWork.sync(() -> mark(loop)));
    }

    private void mark(EventExecutor loop) {
        marks.put(loop, System.nanoTime());
    }

    int loops() {
        return marks.size();
    }

    long stuck() {
        return stuckAt(System.nanoTime());
    }

    long stuckAt(long now) {
        return marks.values().stream()
                .filter(mark -> now - mark > STUCK.toNanos())
                .count();
    }
}
