package io.herald.ops.warmup;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Unready until the warm-up has ended in any way. A warm-up that fails does not keep the instance from its clients. */
@Readiness
@ApplicationScoped
class WarmUpReadiness implements HealthCheck {

    private final WarmUp warmUp;

    WarmUpReadiness(WarmUp warmUp) {
        this.warmUp = warmUp;
    }

    @Override
    public HealthCheckResponse call() {
        WarmUpState state = warmUp.state();
        return HealthCheckResponse.named(OtherChecks.WARM_UP)
                .status(state.isFinal())
                .withData("state", state.toString())
                .build();
    }
}
