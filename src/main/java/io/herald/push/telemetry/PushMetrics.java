package io.herald.push.telemetry;

import io.herald.push.delivery.PushCounters;
import io.herald.push.delivery.PushDispatcher;
import io.herald.push.delivery.PushResult;
import io.herald.push.delivery.PushService;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
class PushMetrics {

    private static final double MILLIS = 1_000;

    void register(
            @Observes StartupEvent started,
            MeterRegistry registry,
            PushCounters counters,
            PushDispatcher dispatcher,
            PushCounts counts) {
        for (PushResult result : PushResult.values()) {
            for (PushService service : PushService.values()) {
                FunctionCounter.builder("herald.push.attempts", counters, all -> all.get(result, service))
                        .description("Attempts of this instance to push, by outcome and operator of the push service.")
                        .tag("outcome", result.toString())
                        .tag("service", service.toString())
                        .register(registry);
            }
        }
        Gauge.builder("herald.push.active", dispatcher, PushDispatcher::inProgress)
                .description("Pushes that this instance has in progress.")
                .register(registry);
        Gauge.builder("herald.push.lag", dispatcher, all -> all.late().toMillis() / MILLIS)
                .baseUnit("seconds")
                .description("How long the oldest push of all instances has been due.")
                .register(registry);
        Gauge.builder("herald.push.backlog", counts, all -> all.get().due())
                .description("Pushes of all instances that are due and not in progress.")
                .register(registry);
        Gauge.builder("herald.push.subscriptions", counts, all -> all.get().subscriptions())
                .description("Subscriptions of all users.")
                .register(registry);
    }
}
