package io.herald.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Tells that PostgreSQL has not been reached yet. Never unready: publishing and streams do without it. */
@Readiness
@ApplicationScoped
class SchemaHealth implements HealthCheck {

    private final Migrations migrations;

    SchemaHealth(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("schema")
                .up()
                .withData("state", migrations.done() ? "up to date" : "degraded: not migrated yet")
                .build();
    }
}
