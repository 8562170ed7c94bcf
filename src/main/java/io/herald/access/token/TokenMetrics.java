package io.herald.access.token;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
class TokenMetrics {

    void register(@Observes StartupEvent started, MeterRegistry registry, TokenWorkers workers) {
        Gauge.builder("herald.tokens.waiting", workers, TokenWorkers::waiting)
                .description("Tokens that wait for the verification of their signature.")
                .register(registry);
    }
}
