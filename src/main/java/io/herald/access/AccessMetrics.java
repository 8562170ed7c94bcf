package io.herald.access;

import io.herald.access.LimitHits.Limit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
class AccessMetrics {

    void register(@Observes StartupEvent started, MeterRegistry registry, LimitHits hits, TokenWorkers workers) {
        for (Limit limit : Limit.values()) {
            FunctionCounter.builder("herald.limits.hit", hits, all -> all.get(limit))
                    .tag("limit", limit.toString())
                    .description("How often somebody came up against a limit.")
                    .register(registry);
        }
        Gauge.builder("herald.tokens.waiting", workers, TokenWorkers::waiting)
                .description("Tokens that wait for their signature to be verified.")
                .register(registry);
    }
}
