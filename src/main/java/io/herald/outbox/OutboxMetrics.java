package io.herald.outbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.ToDoubleFunction;

/** Registers the metrics of each database. */
@ApplicationScoped
class OutboxMetrics {

    private static final String DATABASE = "database";

    private final MeterRegistry registry;

    OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(OutboxState state) {
        gauge("rows", state, OutboxState::rows, "Committed rows that are not sent yet, at most 100,000.");
        gauge("dead", state, OutboxState::dead, "Dead rows, at most 100,000.");
        gauge("connected", state, one -> one.isConnected() ? 1 : 0, "1 if the database answers, else 0.");
        Gauge.builder("herald.outbox.lag", state, OutboxState::lagSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest row that is not sent yet.")
                .tag(DATABASE, state.name())
                .register(registry);
        counter("sent", state, OutboxState::sent, "Rows that this instance has sent and deleted.");
        counter("rejected", state, OutboxState::rejected, "Rows that this instance has moved to the dead rows.");
    }

    private void gauge(String name, OutboxState state, ToDoubleFunction<OutboxState> value, String description) {
        Gauge.builder("herald.outbox." + name, state, value)
                .description(description)
                .tag(DATABASE, state.name())
                .register(registry);
    }

    private void counter(String name, OutboxState state, ToDoubleFunction<OutboxState> value, String description) {
        FunctionCounter.builder("herald.outbox." + name, state, value)
                .description(description)
                .tag(DATABASE, state.name())
                .register(registry);
    }
}
