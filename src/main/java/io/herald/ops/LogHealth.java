package io.herald.ops;

import io.herald.hub.Hub;
import io.herald.log.EventLog;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready only where this instance is the one at fault: its readers hear nothing while Redis answers on a new
 * connection. With Redis away for all, every instance would be unready, the ingress would answer a bare 503, and at that
 * each EventSource gives up for good; so that is degraded, and ready.
 */
@Readiness
@ApplicationScoped
class LogHealth implements AsyncHealthCheck {

    private static final String NAME = "log";
    private static final String STATE = "state";

    private final EventLog log;
    private final Hub hub;

    LogHealth(EventLog log, Hub hub) {
        this.log = log;
        this.hub = hub;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        if (hub.isAvailable()) {
            return Uni.createFrom().item(response(true, "heard"));
        }
        return log.isReachable().map(answers -> answers ? response(false, "stuck") : response(true, "degraded: away"));
    }

    private static HealthCheckResponse response(boolean up, String state) {
        return HealthCheckResponse.named(NAME).status(up).withData(STATE, state).build();
    }
}
