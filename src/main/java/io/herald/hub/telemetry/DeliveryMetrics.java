package io.herald.hub.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Records the delivery latency: one sample for each slice of a batch and event loop. An observation for each delivery would
 * cost as much as the delivery.
 */
@Singleton
class DeliveryMetrics implements DeliveryLatencyListener {

    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Timer times;

    DeliveryMetrics(MeterRegistry registry) {
        this.times = Timer.builder("herald.delivery")
                .description(
                        "Time from the append of an event to its write to the sockets of one event loop, by the clock of Redis.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    @Override
    public void took(long millis) {
        times.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }
}
