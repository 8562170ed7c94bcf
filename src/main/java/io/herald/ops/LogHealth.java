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
 * <p>For the same reason a Redis that answers, and refuses every write, makes a running instance degraded: streams go on.
 * Only at the start one write is waited for, for what accepts nothing must not take the place of what does.
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
        boolean works = state == State.HEARD && writes.wasTaken();
        return HealthCheckResponse.named("log")
                .status(works || state == State.AWAY)
                .withData("state", told)
                .withData("writes", writes.state())
                .build();
    }
}
