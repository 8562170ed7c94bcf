package io.herald.hooks;

import io.herald.log.StagedEvents;
import io.herald.metrics.StateMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/** Registers the metrics of each hook. */
@ApplicationScoped
class HookMetrics {

    private final MeterRegistry registry;
    private final StagedEvents stagedEvents;
    private final AtomicLong dropped = new AtomicLong();

    HookMetrics(MeterRegistry registry, StagedEvents stagedEvents) {
        this.registry = registry;
        this.stagedEvents = stagedEvents;
    }

    void register(Collection<HookState> states) {
        states.forEach(this::register);
        Gauge.builder("herald.hooks.dropped", dropped, AtomicLong::get)
                .description("Events of presence that were not recorded, because too many waited for PostgreSQL.")
                .register(registry);
    }

    private void register(HookState state) {
        new StateMetrics<>(registry, "herald.hooks.", state, "hook", state.name())
                .gauge("waiting", HookState::waiting, "Events that are not delivered yet, at most 100,000.")
                .gauge("failed", HookState::failed, "Kept events that could not be delivered, at most 100,000.")
                .gauge("disabled", one -> one.isDisabled() ? 1 : 0, "1 if the hook is disabled, else 0.")
                .seconds("lag", HookState::lagSeconds, "Age of the oldest event that is not delivered yet.")
                .counter("delivered", HookState::delivered, "Events that this instance has delivered.")
                .counter("attempts.failed", HookState::failedAttempts, "Attempts of this instance that have failed.");
    }

    /** Reads a count that all instances share. */
    Uni<Void> readDropped() {
        return stagedEvents.dropped().invoke(dropped::set).replaceWithVoid();
    }
}
