package io.herald.ops.warmup;

import io.herald.access.Caller;
import io.herald.log.ReadyInstances;
import io.herald.problem.Problem;
import io.herald.publish.notification.NotificationCall;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an instance unready until it has exercised its hot path: otherwise the JIT compilers would occupy its CPU during the
 * first seconds with clients. Runs only while another instance is ready, because clients without one would wait for it. A
 * failure ends the warm-up, and the instance becomes ready.
 */
@ApplicationScoped
class WarmUp {

    private static final Logger LOG = Logger.getLogger(WarmUp.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final WarmUpConfig config;
    private final ReadyInstances instances;
    private final OtherChecks others;
    private final WarmUpSessions sessions;
    private final Thread thread = new Thread(this::run, "warm-up");
    private volatile WarmUpState state = WarmUpState.PENDING;
    private volatile boolean stopped;
    private volatile @Nullable WarmUpSession session;

    WarmUp(WarmUpConfig config, ReadyInstances instances, OtherChecks others, WarmUpSessions sessions) {
        this.config = config;
        this.instances = instances;
        this.others = others;
        this.sessions = sessions;
    }

    void start(@Observes StartupEvent started) {
        if (isEnabled(config.warmup(), ImageMode.current())) {
            thread.setDaemon(true);
            thread.start();
        } else {
            state = WarmUpState.DISABLED;
        }
    }

    /** A native executable has no compilers to wait for. */
    static boolean isEnabled(Duration limit, ImageMode mode) {
        return limit.compareTo(Duration.ZERO) > 0 && mode == ImageMode.JVM;
    }

    /** Before the drain, while Redis is still connected: the warm-up deletes its keys. */
    void stop(@Observes @Priority(1) ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        stopped = true;
        thread.join(TIMEOUT.toMillis());
    }

    WarmUpState state() {
        return state;
    }

    /** @throws io.herald.problem.ProblemException 404 for all callers but the one of the warm-up in progress */
    NotificationCall callFor(Caller caller) {
        WarmUpSession current = session;
        if (current == null || current.caller() != caller) {
            throw Problem.notFound().asException();
        }
        return current.call();
    }

    private void run() {
        try {
            awaitOtherChecks();
            state = isWanted() ? warmUp() : WarmUpState.SKIPPED;
        } catch (Throwable e) {
            // Also an error, such as a class that is missing: an instance without this thread would never become ready.
            LOG.warnf("warmup.failed reason=\"%s\"", e);
            state = WarmUpState.FAILED;
        }
    }

    private void awaitOtherChecks() {
        while (!stopped && !others.succeed()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isWanted() {
        return !stopped && instances.exist().await().atMost(TIMEOUT);
    }

    private WarmUpState warmUp() throws Exception {
        long started = System.nanoTime();
        state = WarmUpState.RUNNING;
        try (WarmUpSession current = sessions.open()) {
            session = current;
            Duration left = config.warmup().minusNanos(System.nanoTime() - started);
            WarmUpRounds.Outcome outcome = current.run(left, this::isWanted);
            LOG.infof(
                    "warmup.finished end=%s durationMs=%d calls=%d latencyMicros=%d",
                    outcome.end(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
                    current.sent(),
                    TimeUnit.NANOSECONDS.toMicros(outcome.latencyNanos()));
        } finally {
            session = null;
        }
        return WarmUpState.COMPLETED;
    }
}
