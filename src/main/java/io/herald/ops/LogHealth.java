package io.herald.ops;

import io.herald.ops.LogWatch.State;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready only where this instance is the one at fault: its readers hear nothing while Redis answers on a new
 * connection. With Redis away for all, every instance would be unready, the ingress would answer a bare 503, and at that
 * each EventSource gives up for good; so that is degraded, and ready.
 */
@Readiness
@ApplicationScoped
class LogHealth implements HealthCheck {

    private final LogWatch watch;

    LogHealth(LogWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        State state = watch.state();
        String told = switch (state) {
            case STARTING -> "starting";
            case HEARD -> "heard";
            case AWAY -> "degraded: away";
            case STUCK -> "stuck";
        };
        return HealthCheckResponse.named("log")
                .status(state == State.HEARD || state == State.AWAY)
                .withData("state", told)
                .build();
    }
}
