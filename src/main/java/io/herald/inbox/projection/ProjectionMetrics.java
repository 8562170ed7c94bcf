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
                .description("Accepted notifications of all instances that are not in the inboxes yet.")
                .register(registry);
        Gauge.builder("herald.inbox.lag", lag, l -> l.age().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("Age of the oldest accepted notification that is not in the inboxes yet.")
                .register(registry);
        FunctionCounter.builder("herald.inbox.projected", projection, InboxProjection::projected)
                .description("Items that this instance has written to the inboxes.")
                .register(registry);
    }
}
