package io.herald.ops;

import io.herald.log.Writability;
import io.herald.log.Writability.Outcome;
import io.herald.log.Writability.Trial;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Writes to the log periodically to find out whether it accepts writes, so that no probe has to wait for it. */
@ApplicationScoped
class WriteWatch {

    private static final Logger LOG = Logger.getLogger(WriteWatch.class);
    private static final long PERIOD_MS = 3_000;

    /** Readiness waits for the first accepted write. Where Redis is there, its connection opens within milliseconds. */
    private static final long FIRST_PERIOD_MS = 20;

    private static final long LONGEST_FIRST_PERIOD_MS = 1_000;

    /** A failover, or a replica that restarts, is over before the second trial and not worth a report. */
    private static final int TRIALS_UNTIL_REPORTED = 2;

    private final Writability log;
    private volatile @Nullable Trial reported;
    private volatile boolean accepted;
    private volatile boolean stopped;
    private long firstPeriodMs = FIRST_PERIOD_MS;
    private int different;

    WriteWatch(Writability log) {
        this.log = log;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        tryWrite(vertx);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    /** One after the other: against a Redis that hangs they must not accumulate. */
    private void tryWrite(Vertx vertx) {
        log.tryWrite()
                .onItem()
                .invoke(this::tried)
                .subscribe()
                .with(trial -> tryLater(vertx), failure -> tryLater(vertx));
    }

    private void tryLater(Vertx vertx) {
        vertx.setTimer(nextPeriodMs(), timer -> {
            if (!stopped) {
                tryWrite(vertx);
            }
        });
    }

    private long nextPeriodMs() {
        if (accepted) {
            return PERIOD_MS;
        }
        long next = firstPeriodMs;
        firstPeriodMs = Math.min(LONGEST_FIRST_PERIOD_MS, 2 * next);
        return next;
    }

    /** Called by one trial after the other. */
    void tried(Trial trial) {
        accepted |= trial.outcome() == Outcome.TAKEN || trial.outcome() == Outcome.REFUSED_IN_PART;
        different = trial.equals(reported) ? 0 : different + 1;
        boolean atOnce = reported == null ? trial.outcome() != Outcome.UNANSWERED : trial.outcome() == Outcome.TAKEN;
        if (atOnce || (reported != null && different >= TRIALS_UNTIL_REPORTED)) {
            report(trial);
        }
    }

    private void report(Trial trial) {
        if (!trial.equals(reported)) {
            LOG.logf(
                    isRefusal(trial) ? Level.WARN : Level.INFO,
                    "log.writes is=%s reason=\"%s\"",
                    trial.outcome(),
                    trial.reason());
            reported = trial;
        }
        different = 0;
    }

    /** Whether Redis refuses anything, if only in a part of a cluster. */
    boolean isRefusing() {
        Trial last = reported;
        return last != null && isRefusal(last);
    }

    /** Whether Redis has accepted a write since the start, if only in a part of a cluster. */
    boolean wasAccepted() {
        return accepted;
    }

    private static boolean isRefusal(Trial trial) {
        return trial.outcome() == Outcome.REFUSED || trial.outcome() == Outcome.REFUSED_IN_PART;
    }

    /** As the health check shows it. */
    String state() {
        Trial last = reported;
        return last == null
                ? "none accepted yet"
                : switch (last.outcome()) {
                    case TAKEN -> "taken";
                    case REFUSED -> "degraded: refused: " + last.reason();
                    case REFUSED_IN_PART -> "degraded: refused in part: " + last.reason();
                    case UNANSWERED -> "not answered";
                };
    }
}
