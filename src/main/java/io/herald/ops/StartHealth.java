package io.herald.ops;

import io.herald.ops.LogMonitor.State;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started as soon as the tail has been read, or it is known that there is no Redis: a restart would not bring it. */
@Startup
@ApplicationScoped
class StartHealth implements HealthCheck {

    private final LogMonitor watch;

    StartHealth(LogMonitor watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("start")
                .status(watch.state() != State.STARTING)
                .build();
    }
}
