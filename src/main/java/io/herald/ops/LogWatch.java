package io.herald.ops;

import io.herald.hub.Hub;
import io.herald.log.EventLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Looks at the log all the time, so that a probe is answered at once: to ask a Redis that hangs takes longer than
 * Kubernetes waits, and all instances would be unready for it.
 */
@ApplicationScoped
class LogWatch {

    private static final Logger LOG = Logger.getLogger(LogWatch.class);
    private static final long LOOK_MS = 500;

    enum State {
        STARTING,
        HEARD,
        /** Redis answers nobody, so far as can be seen from here. */
        AWAY,
        /** Redis answers, and this instance's readers hear nothing. */
        STUCK
    }

    private final Hub hub;
    private final EventLog log;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Answers answers = new Answers();
    private long timer;
    private volatile State state = State.STARTING;

    LogWatch(Hub hub, EventLog log) {
        this.hub = hub;
        this.log = log;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    State state() {
        return state;
    }

    private void look() {
        if (asking.compareAndSet(false, true)) {
            if (hub.isAvailable()) {
                heard();
                asking.set(false);
            } else {
                log.isReachable().subscribe().with(this::answered, failure -> answered(false));
            }
        }
    }

    private void heard() {
        answers.forget();
        become(State.HEARD);
    }

    private void answered(boolean reachable) {
        if (hub.isAvailable()) {
            heard();
        } else {
            answers.add(reachable).ifPresent(this::become);
        }
        asking.set(false);
    }

    private void become(State next) {
        if (state != next) {
            LOG.infof("log.state was=%s is=%s", state, next);
            state = next;
        }
    }
}
