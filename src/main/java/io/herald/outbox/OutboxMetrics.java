package io.herald.outbox;

import io.herald.metrics.StateMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Registers the metrics of each database. */
@ApplicationScoped
class OutboxMetrics {

    private final MeterRegistry registry;

    OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(OutboxState state) {
        new StateMetrics<>(registry, "herald.outbox.", state, "database", state.name())
                .gauge("rows", OutboxState::rows, "Committed rows that are not sent yet, at most 100,000.")
                .gauge("dead", OutboxState::dead, "Dead rows, at most 100,000.")
                .gauge("connected", one -> one.isConnected() ? 1 : 0, "1 if the database answers, else 0.")
                .seconds("lag", OutboxState::lagSeconds, "Age of the oldest row that waits for the service.")
                .counter("sent", OutboxState::sent, "Rows that this instance has sent and deleted.")
                .counter("rejected", OutboxState::rejected, "Rows that this instance has moved to the dead rows.");
    }
}
