package io.herald.ops.health;

import io.herald.push.delivery.PushDispatcher;
import io.herald.push.settings.PushSettings;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports whether Web Push is enabled, and whether its pushes are late. Never unready: live delivery does not need it. */
@Readiness
@ApplicationScoped
class PushReadiness implements HealthCheck {

    private final PushSettings settings;
    private final PushDispatcher dispatcher;

    PushReadiness(PushSettings settings, PushDispatcher dispatcher) {
        this.settings = settings;
        this.dispatcher = dispatcher;
    }

    @Override
    public HealthCheckResponse call() {
        String state = dispatcher.isBehind() ? "degraded: behind" : "up to date";
        return HealthCheckResponse.named("push")
                .up()
                .withData("state", settings.isEnabled() ? state : "disabled")
                .withData("lag", dispatcher.late().toString())
                .build();
    }
}
