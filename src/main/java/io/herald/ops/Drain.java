package io.herald.ops;

import io.herald.hub.DrainConfig;
import io.herald.hub.Hub;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * What happens between SIGTERM and the end: not ready, nobody new, everybody sent away within the window. Quarkus closes
 * nothing before this has returned, so calls are answered, the tail is read and Redis is there until the last client has
 * gone. Without clients it returns at once.
 */
@ApplicationScoped
class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    /** How long a client's commands may take beyond the window; with what Quarkus needs to stop it stays below 5 s. */
    private static final Duration COMMANDS = Duration.ofSeconds(2);

    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Hub hub;
    private final DrainConfig config;
    private boolean started;

    Drain(Hub hub, DrainConfig config) {
        this.hub = hub;
        this.config = config;
    }

    /** After everybody else: a start that has failed is stopped too, and has nobody to send away. */
    void started(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        started = true;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent stopping) {
        // Whoever presses Ctrl-C in development waits for nothing.
        if (started && LaunchMode.current() == LaunchMode.NORMAL) {
            drain();
        }
    }

    private void drain() {
        long from = System.nanoTime();
        LOG.infof("drain.started connections=%d window=%s", hub.connections(), config.window());
        hub.drain(config.window());
        if (!isEmptyWithin(config.window().plus(COMMANDS))) {
            hub.endAll();
            isEmptyWithin(LAST_WORDS);
        }
        LOG.infof(
                "drain.finished left=%d ms=%d",
                hub.connections(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
    }

    private boolean isEmptyWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (hub.connections() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return hub.connections() == 0;
    }
}
