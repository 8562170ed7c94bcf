package io.herald.ops;

import io.herald.hub.DrainConfig;
import io.herald.hub.Hub;
import io.herald.ws.SocketWatchdog;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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

    private static final Duration CALLS = Duration.ofSeconds(1);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Hub hub;
    private final DrainConfig config;
    private final SocketWatchdog sockets;
    private final InFlightCalls calls;
    private boolean started;

    Drain(Hub hub, DrainConfig config, SocketWatchdog sockets, InFlightCalls calls) {
        this.hub = hub;
        this.config = config;
        this.sockets = sockets;
        this.calls = calls;
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
        boolean left = within(config.window().plus(COMMANDS), () -> hub.connections() == 0);
        if (!left) {
            hub.endAll();
        }
        calls.refuse();
        // A process that ends in the middle of a closing handshake may take from its peer why it was closed.
        within(CALLS, () -> hub.connections() == 0 && sockets.count() == 0 && calls.count() == 0);
        LOG.infof(
                "drain.finished connections=%d calls=%d ms=%d",
                hub.connections(), calls.count(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
    }

    private static boolean within(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return condition.getAsBoolean();
    }
}
