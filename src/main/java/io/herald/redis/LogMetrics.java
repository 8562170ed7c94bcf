package io.herald.redis;

import io.herald.log.WorkQueue;
import io.herald.redis.append.AppendScript;
import io.herald.redis.tail.TailReaders;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
class LogMetrics {

    void register(
            @Observes StartupEvent started,
            MeterRegistry registry,
            AppendScript script,
            TailReaders tails,
            WorkQueue work) {
        FunctionCounter.builder("herald.events.appended", script, s -> s.appended(false))
                .tag("kind", "durable")
                .description("Entries that this instance has appended to the log; one per 256 recipients.")
                .register(registry);
        FunctionCounter.builder("herald.events.appended", script, s -> s.appended(true))
                .tag("kind", "ephemeral")
                .description("Entries that this instance has appended to the log; one per 256 recipients.")
                .register(registry);
        FunctionCounter.builder("herald.tail.events", tails, TailReaders::events)
                .description("Events that this instance has read from the tails, appended by any instance.")
                .register(registry);
        Gauge.builder("herald.tail.registrations", tails, TailReaders::registeredUsers)
                .description("Users whose events this instance receives in its own tails, if tails are addressed.")
                .register(registry);
        FunctionCounter.builder("herald.work.aside", work, WorkQueue::setAside)
                .description("Entries of the work queues that PostgreSQL rejects permanently, and that were set aside.")
                .register(registry);
        Gauge.builder("herald.tail.silence", tails, t -> t.silenceNanos() / 1e9)
                .baseUnit("seconds")
                .description(
                        "Time since the tail of the quietest partition received any bytes, including empty replies.")
                .register(registry);
        Gauge.builder("herald.tail.lag", tails, t -> t.lagMillis() / 1e3)
                .baseUnit("seconds")
                .description(
                        "Age of the last events read when all event loops had processed them; 0 if there are no more.")
                .register(registry);
    }
}
