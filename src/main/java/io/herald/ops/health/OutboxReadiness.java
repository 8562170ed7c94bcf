package io.herald.ops.health;

import io.herald.outbox.Outboxes;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports the databases whose outbox is read. Never unready: they belong to other services, and nothing else needs them. */
@Readiness
@ApplicationScoped
class OutboxReadiness implements HealthCheck {

    private final Outboxes outboxes;

    OutboxReadiness(Outboxes outboxes) {
        this.outboxes = outboxes;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("outbox").up();
        outboxes.states().forEach(state -> {
            response.withData(state.name(), state.description());
            if (state.dead() > 0) {
                response.withData(state.name() + ".dead", state.dead());
            }
        });
        return response.build();
    }
}
