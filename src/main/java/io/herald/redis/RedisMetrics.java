package io.herald.redis;

import io.herald.redis.connection.CallLatencyListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * Measures the latency of Redis calls, by script or command. Excludes the reads of the tail and of the work queue,
 * which block in Redis on purpose.
 */
@Singleton
class RedisMetrics implements CallLatencyListener {

    private static final Duration[] BUCKETS = LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 3_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final LongAdder inFlight = new LongAdder();
    private final Map<String, Timer> replied = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();

    RedisMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("herald.redis.calls.active", inFlight, LongAdder::sum)
                .description("Calls of Redis in progress.")
                .register(registry);
        // Registered at startup, so that an alert finds these series before the first append.
        replied.put("append", timer("append", "ok"));
        failed.put("append", timer("append", "failed"));
    }

    @Override
    public void started() {
        inFlight.increment();
    }

    @Override
    public void completed(String operation, long nanos, boolean ok) {
        inFlight.decrement();
        Timer timer = ok
                ? replied.computeIfAbsent(operation, name -> timer(name, "ok"))
                : failed.computeIfAbsent(operation, name -> timer(name, "failed"));
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String operation, String outcome) {
        return Timer.builder("herald.redis.calls")
                .description("Calls of Redis, including one retry after a redirection; without blocking reads.")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
