package io.herald.ops.health;

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

/**
 * Detects blocked event loops. A task on each loop records the time every second. A loop without a recent time is stuck,
 * and so are all its connections.
 */
@ApplicationScoped
class EventLoopMonitor {

    private static final TaskTiming PERIOD = TaskTiming.every(Duration.ofSeconds(1));

    /** Exceeds the pauses of the garbage collector and of an overloaded machine, which a restart would not cure. */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(15);

    private final Map<EventExecutor, Long> lastRuns = new ConcurrentHashMap<>();

    void start(@Observes StartupEvent started, Vertx vertx) {
        VertxEventLoops.all(vertx).forEach(this::monitor);
    }

    void monitor(EventExecutor loop) {
        recordRun(loop);
        PeriodicTask.start("loops.monitor", EventLoops.of(loop), PERIOD, PeriodicWork.sync(() -> recordRun(loop)));
    }

    private void recordRun(EventExecutor loop) {
        lastRuns.put(loop, System.nanoTime());
    }

    int loops() {
        return lastRuns.size();
    }

    long stuck() {
        return stuckAt(System.nanoTime());
    }

    long stuckAt(long now) {
        return lastRuns.values().stream()
                .filter(lastRun -> now - lastRun > STUCK_AFTER.toNanos())
                .count();
    }
}
