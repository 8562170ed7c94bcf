package io.herald.hooks;

import io.herald.log.StagedEvents;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Registers the metrics of each hook. */
@ApplicationScoped
class HookMetrics {

    private static final String HOOK = "hook";

    private final MeterRegistry registry;
    private final StagedEvents stagedEvents;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean isDroppedRegistered = new AtomicBoolean();

    HookMetrics(MeterRegistry registry, StagedEvents stagedEvents) {
        this.registry = registry;
        this.stagedEvents = stagedEvents;
    }

    void register(HookState state) {
        gauge("waiting", state, HookState::waiting, "Events that are not delivered yet, at most 100,000.");
        gauge("failed", state, HookState::failed, "Kept events that could not be delivered, at most 100,000.");
        gauge("disabled", state, one -> one.isDisabled() ? 1 : 0, "1 if the hook is disabled, else 0.");
        Gauge.builder("herald.hooks.lag", state, HookState::lagSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest event that is not delivered yet.")
                .tag(HOOK, state.name())
                .register(registry);
        counter("delivered", state, HookState::delivered, "Events that this instance has delivered.");
        counter("attempts.failed", state, HookState::failedAttempts, "Attempts of this instance that have failed.");
        if (isDroppedRegistered.compareAndSet(false, true)) {
            Gauge.builder("herald.hooks.dropped", dropped, AtomicLong::get)
                    .description("Events of presence that were not recorded, because too many waited for PostgreSQL.")
                    .register(registry);
        }
    }

    /** Reads a count that all instances share. */
    Uni<Void> readDropped() {
        return stagedEvents.dropped().invoke(dropped::set).replaceWithVoid();
    }

    private void gauge(String name, HookState state, ToDoubleFunction<HookState> value, String description) {
        Gauge.builder("herald.hooks." + name, state, value)
                .description(description)
                .tag(HOOK, state.name())
                .register(registry);
    }

    private void counter(String name, HookState state, ToDoubleFunction<HookState> value, String description) {
        FunctionCounter.builder("herald.hooks." + name, state, value)
                .description(description)
                .tag(HOOK, state.name())
                .register(registry);
    }
}
