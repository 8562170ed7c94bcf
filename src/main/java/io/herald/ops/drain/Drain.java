package io.herald.ops.drain;

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
 * Drains this instance between SIGTERM and exit: it becomes unready, rejects new streams, WebSockets and polls as
 * unavailable, and sends its clients away over the window. Quarkus stops nothing before the drain returns, so calls are
 * answered, the tail is read and Redis stays connected until the last client has left. Without clients it returns at once.
 */
@ApplicationScoped
class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    /**
     * How long the commands of clients may take after the window. With the time for {@link #CALL_TIMEOUT} and the shutdown of
     * Quarkus, this stays below 5 s.
     */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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

    /**
     * Runs as the last start-up observer. Quarkus also fires the shutdown events after a failed start, when there are no
     * clients to drain.
     */
    void started(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        started = true;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent stopping) {
        // Ctrl-C in development exits at once.
        if (started && LaunchMode.current() == LaunchMode.NORMAL) {
            drain();
        }
    }

    private void drain() {
        long from = System.nanoTime();
        LOG.infof("drain.started connections=%d window=%s", hub.connections(), config.window());
        hub.drain(config.window());
        boolean allLeft = await(config.window().plus(COMMAND_TIMEOUT), () -> hub.connections() == 0);
        if (!allLeft) {
            hub.endAll();
        }
        calls.refuse();
        // If the process exits during a closing handshake, the client may not receive the close code.
        await(CALL_TIMEOUT, () -> hub.connections() == 0 && sockets.count() == 0 && calls.count() == 0);
        LOG.infof(
                "drain.finished connections=%d calls=%d durationMs=%d",
                hub.connections(), calls.count(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
    }

    private static boolean await(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return condition.getAsBoolean();
    }
}
