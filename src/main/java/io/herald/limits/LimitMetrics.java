package io.herald.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts how often each limit is reached. Registers all counters at startup, so that an alert can refer to a limit that
 * was never reached.
 */
@ApplicationScoped
class LimitMetrics {

    private final Map<LimitType, Counter> countHit = new EnumMap<>(LimitType.class);

    LimitMetrics(MeterRegistry registry) {
        for (LimitType limitType : LimitType.values()) {
            countHit.put(limitType, counter(registry, limitType));
        }
    }

    private static Counter counter(MeterRegistry registry, LimitType limitType) {
        return Counter.builder("herald.limits.hit")
                .tag("limit", limitType.toString())
                .description("Requests and connections that exceeded a limit.")
                .register(registry);
    }

    /** Creates this bean at startup. Otherwise, the first limit that is reached would create it. */
    void start(@Observes StartupEvent started) {}

    void countHit(LimitType limitType) {
        countHit.get(limitType).increment();
    }
}
