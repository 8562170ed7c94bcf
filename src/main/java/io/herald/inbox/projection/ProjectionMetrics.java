package io.herald.inbox.projection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
class ProjectionMetrics {

    void register(
            @Observes StartupEvent started, MeterRegistry registry, ProjectionLag lag, InboxProjection projection) {
        Gauge.builder("herald.inbox.backlog", lag, ProjectionLag::entries)
                .description("Accepted and not in the inboxes yet: entries of the work queues.")
                .register(registry);
        Gauge.builder("herald.inbox.lag", lag, l -> l.age().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("Age of the oldest of them.")
                .register(registry);
        FunctionCounter.builder("herald.inbox.projected", projection, InboxProjection::projected)
                .description("Items and broadcasts that this instance has brought into the inboxes.")
                .register(registry);
    }
}
