package io.herald.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Tells that PostgreSQL is away, or its schema is still an older one. Never unready: publishing and streams do without. */
@Readiness
@ApplicationScoped
class DatabaseHealth implements HealthCheck {

    private final DatabaseMonitor watch;

    DatabaseHealth(DatabaseMonitor watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database")
                .up()
                .withData("state", watch.state())
                .build();
    }
}
