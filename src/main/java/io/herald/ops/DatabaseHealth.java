package io.herald.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports whether PostgreSQL is reachable and its schema up to date. Never unready: publishing and streams work without
 * PostgreSQL.
 */
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
