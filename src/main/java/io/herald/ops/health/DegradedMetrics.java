package io.herald.ops.health;

import io.herald.hooks.HookState;
import io.herald.hooks.Hooks;
import io.herald.inbox.projection.ProjectionLag;
import io.herald.outbox.OutboxState;
import io.herald.outbox.Outboxes;
import io.herald.push.delivery.PushDispatcher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BooleanSupplier;

/** Registers a gauge for each part of the service that the health checks may report as degraded. */
@ApplicationScoped
class DegradedMetrics {

    private final MeterRegistry registry;

    DegradedMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(
            @Observes StartupEvent started,
            TailMonitor tail,
            LogWriteMonitor writes,
            DatabaseMonitor database,
            ProjectionLag inbox,
            PushDispatcher push,
            Outboxes outboxes,
            Hooks hooks) {
        degraded("redis", () -> tail.state() != TailState.RECEIVING);
        degraded("writes", writes::isRefusing);
        degraded("postgresql", database::isDegraded);
        degraded("inbox", inbox::isBehind);
        degraded("push", push::isBehind);
        degraded("hooks", () -> hooks.states().stream().anyMatch(HookState::isDegraded));
        degraded("outbox", () -> outboxes.states().stream().anyMatch(OutboxState::isDegraded));
    }

    private void degraded(String part, BooleanSupplier condition) {
        Gauge.builder("herald.degraded", () -> condition.getAsBoolean() ? 1 : 0)
                .description("1 if a health check reports the part as degraded or down, else 0.")
                .tag("part", part)
                .register(registry);
    }
}
