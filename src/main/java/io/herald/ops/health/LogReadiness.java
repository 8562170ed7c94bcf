package io.herald.ops.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the tail readers have received data from Redis and Redis has accepted a write. Until then, this instance must
 * not replace one that works.
 *
 * <p>After that it is unready only if the fault is this instance's own: its tail readers receive nothing, while Redis
 * answers on a new connection. A Redis that is down, or rejects writes, affects every instance. If all of them were
 * unready, the ingress would answer a bare 503, and every {@code EventSource} would give up permanently. That state is
 * degraded, but ready.
 */
@Readiness
@ApplicationScoped
class LogReadiness implements HealthCheck {

    private final TailMonitor monitor;
    private final LogWriteMonitor writes;

    LogReadiness(TailMonitor monitor, LogWriteMonitor writes) {
        this.monitor = monitor;
        this.writes = writes;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("log")
                .status(monitor.isReady() && writes.wasAccepted())
                .withData("state", monitor.description())
                .withData("writes", writes.state())
                .build();
    }
}
