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

/** Tries now and then whether the log takes what is written, so that no probe has to wait for it. */
@ApplicationScoped
class WriteWatch {

    private static final Logger LOG = Logger.getLogger(WriteWatch.class);
    private static final long LOOK_MS = 3_000;

    /** A failover, or a replica that starts again, is over before the second look: nobody need be told of it. */
    private static final int LOOKS_UNTIL_TOLD = 2;

    /** At the start it is waited for, but not where there is a Redis that says nothing to it. */
    private static final long FIRST_LOOK_MS = 250;

    private static final int FIRST_LOOKS = 20;

    private final Writability log;
    private volatile @Nullable Trial told;
    private volatile boolean taken;
    private volatile boolean stopped;
    private int different;

    WriteWatch(Writability log) {
        this.log = log;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        lookLater(vertx);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    /** One after the other: a Redis that hangs must not have them pile up. */
    private void lookLater(Vertx vertx) {
        vertx.setTimer(isTried() ? LOOK_MS : FIRST_LOOK_MS, timer -> {
            if (!stopped) {
                log.tryWrite()
                        .onItem()
                        .invoke(this::tried)
                        .subscribe()
                        .with(trial -> lookLater(vertx), failure -> lookLater(vertx));
            }
        });
    }

    /** Called by one look after the other. */
    void tried(Trial trial) {
        boolean answered = trial.outcome() != Outcome.UNANSWERED;
        boolean atOnce = isTried() ? trial.outcome() == Outcome.TAKEN : answered;
        different = trial.equals(told) ? 0 : different + 1;
        if (atOnce || different >= (isTried() ? LOOKS_UNTIL_TOLD : FIRST_LOOKS)) {
            tell(trial);
        }
    }

    private void tell(Trial trial) {
        if (!trial.equals(told)) {
            LOG.logf(
                    isRefusal(trial) ? Level.WARN : Level.INFO,
                    "log.writes is=%s reason=\"%s\"",
                    trial.outcome(),
                    trial.reason());
            told = trial;
            taken |= trial.outcome() != Outcome.REFUSED;
        }
        different = 0;
    }

    /** Whether it has been found out at all. */
    boolean isTried() {
        return told != null;
    }

    /** Whether anything is refused, if only in a part of a cluster. */
    boolean isRefusing() {
        Trial last = told;
        return last != null && isRefusal(last);
    }

    /** Whether one was ever taken, if only in a part of a cluster, or nobody was there to refuse it. */
    boolean wasTaken() {
        return taken;
    }

    private static boolean isRefusal(Trial trial) {
        return trial.outcome() == Outcome.REFUSED || trial.outcome() == Outcome.REFUSED_IN_PART;
    }

    /** As the health check has it. */
    String state() {
        Trial last = told;
        return last == null
                ? "not tried yet"
                : switch (last.outcome()) {
                    case TAKEN -> "taken";
                    case REFUSED -> "degraded: refused: " + last.reason();
                    case REFUSED_IN_PART -> "degraded: refused in part: " + last.reason();
                    case UNANSWERED -> "not answered";
                };
    }
}
