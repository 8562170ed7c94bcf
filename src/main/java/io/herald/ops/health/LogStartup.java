package io.herald.ops.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started once the tail has been read, or once Redis is known to be down: restarting this instance would not restore Redis.
 */
@Startup
@ApplicationScoped
class LogStartup implements HealthCheck {

    private final TailMonitor monitor;

    LogStartup(TailMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("start")
                .status(monitor.state() != TailState.STARTING)
                .build();
    }
}
