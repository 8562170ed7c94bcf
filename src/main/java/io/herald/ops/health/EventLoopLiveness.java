package io.herald.ops.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while every event loop runs its tasks. */
@Liveness
@ApplicationScoped
class EventLoopLiveness implements HealthCheck {

    private final EventLoopMonitor monitor;

    EventLoopLiveness(EventLoopMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        long stuck = monitor.stuck();
        return HealthCheckResponse.named("loops")
                .status(stuck == 0)
                .withData("responsive", monitor.loops() - stuck)
                .withData("stuck", stuck)
                .build();
    }
}
