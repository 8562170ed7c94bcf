package io.herald.ops;

import io.herald.ops.LogWatch.State;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready where this instance is the one at fault: its readers hear nothing while Redis answers on a new connection.
 * With Redis away for all, every instance would be unready, the ingress would answer a bare 503, and at that each
 * EventSource gives up for good; so that is degraded, and ready.
 *
 * <p>Not ready, either, where Redis answers and goes on refusing every write. A new instance that accepts nothing must not
 * take the place of one that does, so at the start one write is waited for.
 */
@Readiness
@ApplicationScoped
class LogHealth implements HealthCheck {

    private final LogWatch watch;
    private final WriteWatch writes;

    LogHealth(LogWatch watch, WriteWatch writes) {
        this.watch = watch;
        this.writes = writes;
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
        boolean reads = state == State.HEARD && writes.isTried();
        return HealthCheckResponse.named("log")
                .status((reads || state == State.AWAY) && !writes.isRefused())
                .withData("state", told)
                .withData("writes", writes.state())
                .build();
    }
}
