package io.herald.ops;

import io.herald.access.Revocations;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before it is known which tokens are revoked: an instance that has to refuse everybody must not take the place of one that knows
 * them. Once known they stay known, whatever is away later.
 */
@Readiness
@ApplicationScoped
class RevocationHealth implements HealthCheck {

    private final Revocations revocations;

    RevocationHealth(Revocations revocations) {
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
