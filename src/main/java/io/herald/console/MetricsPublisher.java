package io.herald.console;

import io.herald.log.EventLog;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.presence.PresenceQueries;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/**
 * Publishes the metrics of this instance every second while anyone follows the room. The test whether anyone does is one
 * small query to Redis; its duration is published as {@code redisMs}.
 */
@ApplicationScoped
class MetricsPublisher {

    static final String ROOM = "herald.metrics";

    private static final String EVENT = "metrics";
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final double NANOS_PER_MS = Duration.ofMillis(1).toNanos();

    private final MonitoringRoom room;
    private final ServiceMetrics metrics;
    private final InstanceName instanceName;
    private final PeriodicTasks tasks;
    private final Clock clock;

    MetricsPublisher(
            EventLog log,
            PresenceQueries presence,
            ServiceMetrics metrics,
            InstanceName instanceName,
            PeriodicTasks tasks,
            Clock clock) {
        this.room = new MonitoringRoom(ROOM, log, presence);
        this.metrics = metrics;
        this.instanceName = instanceName;
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        tasks.start("console.metrics", TaskTiming.every(PERIOD), PeriodicWork.async(this::measureAndPublish));
    }

    private Uni<?> measureAndPublish() {
        long startedAt = System.nanoTime();
        return room.hasFollowers().invoke(hasFollowers -> {
            if (hasFollowers) {
                publish((System.nanoTime() - startedAt) / NANOS_PER_MS);
            }
        });
    }

    private void publish(double redisMs) {
        MetricsSnapshot snapshot = metrics.now().with("redisMs", redisMs);
        room.publish(EVENT, snapshot.json(instanceName.name()), instanceName.name(), clock);
    }
}
