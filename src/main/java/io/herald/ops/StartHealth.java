package io.herald.ops;

import io.herald.ops.LogMonitor.State;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started once the tail has been read, or once Redis is known to be down: restarting this instance would not restore Redis.
 */
@Startup
@ApplicationScoped
class StartHealth implements HealthCheck {

    private final LogMonitor monitor;

    StartHealth(LogMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("start")
                .status(monitor.state() != State.STARTING)
                .build();
    }
}
