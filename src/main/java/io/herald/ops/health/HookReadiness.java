package io.herald.ops.health;

import io.herald.hooks.Hooks;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports the hooks. Never unready: their receivers belong to others, and nothing else needs them. */
@Readiness
@ApplicationScoped
class HookReadiness implements HealthCheck {

    private final Hooks hooks;

    HookReadiness(Hooks hooks) {
        this.hooks = hooks;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("hooks").up();
        hooks.states().forEach(state -> {
            response.withData(state.name(), state.description());
            if (state.failed() > 0) {
                response.withData(state.name() + ".failed", state.failed());
            }
        });
        return response.build();
    }
}
