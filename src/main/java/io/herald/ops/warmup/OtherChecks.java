package io.herald.ops.warmup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

/** Combines all readiness checks except that of the warm-up. */
@ApplicationScoped
class OtherChecks {

    /** The name of the check of the warm-up. */
    static final String WARM_UP = "warm-up";

    private final Instance<HealthCheck> checks;

    OtherChecks(@Readiness Instance<HealthCheck> checks) {
        this.checks = checks;
    }

    boolean succeed() {
        for (HealthCheck check : checks) {
            HealthCheckResponse response = check.call();
            if (response.getStatus() == Status.DOWN && !response.getName().equals(WARM_UP)) {
                return false;
            }
        }
        return true;
    }
}
