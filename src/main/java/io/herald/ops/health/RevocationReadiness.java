package io.herald.ops.health;

import io.herald.access.RevocationCheck;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Unready until the revocations are loaded: an instance that must reject every caller must not replace one that knows them.
 * Once loaded they stay known, even if Redis or PostgreSQL is down later.
 */
@Readiness
@ApplicationScoped
class RevocationReadiness implements HealthCheck {

    private final RevocationCheck revocations;

    RevocationReadiness(RevocationCheck revocations) {
        this.revocations = revocations;
    }

    @Override
    public HealthCheckResponse call() {
        boolean known = revocations.isLoaded();
        return HealthCheckResponse.named("revocations")
                .status(known)
                .withData("state", known ? "known" : "unknown")
                .build();
    }
}
