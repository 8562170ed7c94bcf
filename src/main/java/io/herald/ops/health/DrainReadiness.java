package io.herald.ops.health;

import io.herald.hub.Hub;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Unready as soon as the drain starts, so that load balancers send no new connections to this instance. */
@Readiness
@ApplicationScoped
class DrainReadiness implements HealthCheck {

    private final Hub hub;

    DrainReadiness(Hub hub) {
        this.hub = hub;
    }

    @Override
    public HealthCheckResponse call() {
        boolean draining = hub.isDraining();
        return HealthCheckResponse.named("drain")
                .status(!draining)
                .withData("state", draining ? "draining" : "serving")
                .build();
    }
}
