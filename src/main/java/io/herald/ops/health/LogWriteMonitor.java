package io.herald.ops.health;

import io.herald.log.WriteProbe;
import io.herald.log.WriteProbe.Outcome;
import io.herald.log.WriteProbe.Trial;
import io.herald.loop.NextRun;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Writes to the log periodically to determine whether it accepts writes, so that health checks return a cached result. */
@ApplicationScoped
class LogWriteMonitor {

    private static final Logger LOG = Logger.getLogger(LogWriteMonitor.class);
    private static final Duration PERIOD = Duration.ofSeconds(3);

    /** Readiness waits for the first accepted write. If Redis is reachable, its connection opens within milliseconds. */
    private static final Duration FIRST_PERIOD = Duration.ofMillis(20);

    private static final Duration MAX_FIRST_PERIOD = Duration.ofSeconds(1);

    /** A failover or the restart of a replica ends before the second probe and is not reported. */
    private static final int PROBES_UNTIL_REPORTED = 2;

    private final WriteProbe log;
    private volatile @Nullable Trial reported;
    private volatile boolean accepted;
    private Duration firstPeriod = FIRST_PERIOD;
    private int differentResults;

    LogWriteMonitor(WriteProbe log) {
        this.log = log;
    }

    void start(@Observes StartupEvent started, PeriodicTasks tasks) {
        tasks.start("log.writes", TaskTiming.every(PERIOD).immediately().retry(MAX_FIRST_PERIOD), late -> probe());
    }

    private Uni<NextRun> probe() {
        return log.probe().invoke(this::onResult).map(trial -> next());
    }

    private NextRun next() {
        if (accepted) {
            return NextRun.AFTER_PERIOD;
        }
        Duration next = firstPeriod;
        Duration twice = next.multipliedBy(2);
        firstPeriod = twice.compareTo(MAX_FIRST_PERIOD) < 0 ? twice : MAX_FIRST_PERIOD;
        return NextRun.after(next);
    }

    /** Handles the result of a probe. Calls do not overlap. */
    void onResult(Trial trial) {
        accepted |= trial.outcome() == Outcome.ACCEPTED || trial.outcome() == Outcome.REFUSED_IN_PART;
        differentResults = trial.equals(reported) ? 0 : differentResults + 1;
        boolean atOnce = reported == null ? trial.outcome() != Outcome.UNANSWERED : trial.outcome() == Outcome.ACCEPTED;
        if (atOnce || (reported != null && differentResults >= PROBES_UNTIL_REPORTED)) {
            report(trial);
        }
    }

    private void report(Trial trial) {
        if (!trial.equals(reported)) {
            LOG.logf(
                    isRefusal(trial) ? Level.WARN : Level.INFO,
                    "log.writes.changed outcome=%s reason=\"%s\"",
                    trial.outcome(),
                    trial.reason());
            reported = trial;
        }
        differentResults = 0;
    }

    /** Returns whether Redis rejects writes, at least in a part of a cluster. */
    boolean isRefusing() {
        Trial last = reported;
        return last != null && isRefusal(last);
    }

    /** Returns whether Redis has accepted a write since the start, at least in a part of a cluster. */
    boolean wasAccepted() {
        return accepted;
    }

    private static boolean isRefusal(Trial trial) {
        return trial.outcome() == Outcome.REFUSED || trial.outcome() == Outcome.REFUSED_IN_PART;
    }

    /** Returns the state as the health check reports it. */
    String state() {
        Trial last = reported;
        return last == null
                ? "none accepted yet"
                : switch (last.outcome()) {
                    case ACCEPTED -> "accepted";
                    case REFUSED -> "degraded: refused: " + last.reason();
                    case REFUSED_IN_PART -> "degraded: refused in part: " + last.reason();
                    case UNANSWERED -> "no answer";
                };
    }
}
