package io.herald.inbox;

import io.herald.log.WorkQueue;
import io.herald.log.WorkQueue.Backlog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** How far the inboxes are behind what was accepted, looked at now and then. */
@ApplicationScoped
public class InboxLag {

    private static final long LOOK_MS = 2_000;
    private static final Duration FINE = Duration.ofSeconds(10);

    private final WorkQueue queue;
    private final Clock clock = Clock.systemUTC();
    private volatile Backlog backlog = new Backlog(0, Long.MAX_VALUE);
    private long timer;

    InboxLag(WorkQueue queue) {
        this.queue = queue;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        // Without Redis it cannot be known, and stays what it was.
        queue.backlog().subscribe().with(found -> backlog = found, failure -> {});
    }

    public long entries() {
        return backlog.entries();
    }

    /** Longer than a busy moment explains. */
    public boolean isBehind() {
        return age().compareTo(FINE) > 0;
    }

    /** Nothing where nothing waits. */
    public Duration age() {
        long since = backlog.since();
        return since == Long.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - since));
    }
}
