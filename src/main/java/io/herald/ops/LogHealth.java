package io.herald.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * An instance becomes ready once it has heard from Redis and Redis has accepted a write. Until then it must not take the
 * place of one that works.
 *
 * <p>After that it is unready only if this instance is the one at fault: its readers hear nothing while Redis answers on a
 * new connection. A Redis that is away, or refuses writes, concerns every instance. If all of them were unready, the ingress
 * would answer a bare 503, and every EventSource would give up permanently; so that is degraded, and ready.
 */
@Readiness
@ApplicationScoped
class LogHealth implements HealthCheck {

    private final LogMonitor watch;
    private final WriteMonitor writes;

    LogHealth(LogMonitor watch, WriteMonitor writes) {
        this.watch = watch;
        this.writes = writes;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("log")
                .status(watch.isReady() && writes.wasAccepted())
                .withData("state", watch.description())
                .withData("writes", writes.state())
                .build();
    }
}
