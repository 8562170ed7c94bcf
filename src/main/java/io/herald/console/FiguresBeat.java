package io.herald.console;

import io.herald.log.EventLog;
import io.herald.presence.Presence;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/**
 * Tells this instance's figures each second, while somebody watches. To ask whether somebody does is one small question to
 * Redis, and how long its answer takes is the first of the figures.
 */
@ApplicationScoped
class FiguresBeat {

    static final String ROOM = "herald.metrics";

    private static final String EVENT = "metrics";
    private static final long EVERY_MS = 1_000;
    private static final double NANOS_PER_MS = Duration.ofMillis(1).toNanos();

    private final ServiceRoom room;
    private final ServiceMetrics metrics;
    private final Instance instance;
    private final Clock clock = Clock.systemUTC();
    private long timer;

    FiguresBeat(EventLog log, Presence presence, ServiceMetrics metrics, Instance instance) {
        this.room = new ServiceRoom(ROOM, log, presence);
        this.metrics = metrics;
        this.instance = instance;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(EVERY_MS, tick -> beat());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void beat() {
        long asked = System.nanoTime();
        room.isWatched()
                .subscribe()
                .with(
                        watched -> {
                            if (watched) {
                                tell((System.nanoTime() - asked) / NANOS_PER_MS);
                            }
                        },
                        away -> {});
    }

    private void tell(double redisMs) {
        Figures figures = metrics.now().with("redisMs", redisMs);
        room.tell(EVENT, figures.json(instance.name()), instance.name(), clock);
    }
}
