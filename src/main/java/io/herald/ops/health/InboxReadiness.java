package io.herald.ops.health;

import io.herald.inbox.projection.ProjectionLag;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports whether the inbox projection is behind. Never unready: live delivery does not need it. */
@Readiness
@ApplicationScoped
class InboxReadiness implements HealthCheck {

    private final ProjectionLag lag;

    InboxReadiness(ProjectionLag lag) {
        this.lag = lag;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("inbox")
                .up()
                .withData("state", lag.isBehind() ? "degraded: behind" : "up to date")
                .withData("backlog", lag.entries())
                .withData("lag", lag.age().toString())
                .build();
    }
}
