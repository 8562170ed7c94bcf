package io.herald.inbox.projection;

import io.herald.log.WorkQueue;
import io.herald.log.WorkQueue.Backlog;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** Measures how far the inboxes are behind the log. Reads the backlog of the work queues every two seconds. */
@ApplicationScoped
public class ProjectionLag {

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration FINE = Duration.ofSeconds(10);

    private final WorkQueue queue;
    private final PeriodicTasks tasks;
    private final Clock clock;
    private volatile Backlog backlog = new Backlog(0, Long.MAX_VALUE);

    ProjectionLag(WorkQueue queue, PeriodicTasks tasks, Clock clock) {
        this.queue = queue;
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        // While Redis is unavailable, the last backlog remains.
        tasks.start(
                "inbox.lag",
                TaskTiming.every(PERIOD),
                PeriodicWork.async(() -> queue.backlog().invoke(found -> backlog = found)));
    }

    public long entries() {
        return backlog.entries();
    }

    /** Returns whether the lag is longer than a short peak of load explains. */
    public boolean isBehind() {
        return age().compareTo(FINE) > 0;
    }

    /** Returns the age of the oldest entry, or zero if the queues are empty. */
    public Duration age() {
        long since = backlog.since();
        return since == Long.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - since));
    }
}
