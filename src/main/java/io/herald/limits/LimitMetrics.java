package io.herald.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.Map;

/** How often which limit was reached; all are there from the start, so that an alert on one can be written before. */
@ApplicationScoped
class LimitMetrics {

    private final Map<LimitType, Counter> reached = new EnumMap<>(LimitType.class);

    LimitMetrics(MeterRegistry registry) {
        for (LimitType limitType : LimitType.values()) {
            reached.put(limitType, counter(registry, limitType));
        }
    }

    private static Counter counter(MeterRegistry registry, LimitType limitType) {
        return Counter.builder("herald.limits.hit")
                .tag("limit", limitType.toString())
                .description("How often somebody came up against a limit.")
                .register(registry);
    }

    /** Nobody would make this before a limit is reached. */
    void start(@Observes StartupEvent started) {}

    void reached(LimitType limitType) {
        reached.get(limitType).increment();
    }
}
