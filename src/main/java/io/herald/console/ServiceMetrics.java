package io.herald.console;

import io.herald.hub.Hub;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Reads the metrics that the console shows from the meter registry, the hub and the runtime. */
@ApplicationScoped
class ServiceMetrics {

    private static final double MS_PER_SECOND = 1_000;
    private static final double P99 = 0.99;

    private final MeterRegistry registry;
    private final Hub hub;
    private final CounterRate delivered = new CounterRate();
    private final CounterRate appended = new CounterRate();
    private final RecentQuantile deliveries = new RecentQuantile();

    ServiceMetrics(MeterRegistry registry, Hub hub) {
        this.registry = registry;
        this.hub = hub;
    }

    /** Returns the current metrics. Rates cover the time since the last call and are omitted after a long pause. */
    synchronized MetricsSnapshot now() {
        long at = System.nanoTime();
        Runtime runtime = Runtime.getRuntime();
        return new MetricsSnapshot()
                .with("connections", hub.connections())
                .with("deliveries", delivered.perSecond(sum("herald.events.delivered"), at))
                .with("publishes", appended.perSecond(sum("herald.events.appended", "kind", "durable"), at))
                .with("p99Ms", deliveries.quantile(P99, buckets("herald.delivery"), at))
                .with("tailLagMs", sum("herald.tail.lag") * MS_PER_SECOND)
                .with("backlog", sum("herald.inbox.backlog"))
                .with("redisDegraded", sum("herald.degraded", "part", "redis"))
                .with("postgresqlDegraded", sum("herald.degraded", "part", "postgresql"))
                .with("heapBytes", (double) runtime.totalMemory() - runtime.freeMemory());
    }

    /** Returns the sum over all meters of this name, or {@code NaN} if there are none. */
    private double sum(String name, String... tags) {
        return registry.find(name).tags(tags).meters().stream()
                .mapToDouble(ServiceMetrics::value)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private static double value(Meter meter) {
        for (Measurement first : meter.measure()) {
            return first.getValue();
        }
        return Double.NaN;
    }

    private HistogramBuckets buckets(String timer) {
        Timer found = registry.find(timer).timer();
        CountAtBucket[] counts =
                found == null ? new CountAtBucket[0] : found.takeSnapshot().histogramCounts();
        return new HistogramBuckets(
                Arrays.stream(counts)
                        .mapToDouble(one -> one.bucket(TimeUnit.MILLISECONDS))
                        .toArray(),
                Arrays.stream(counts).mapToDouble(CountAtBucket::count).toArray());
    }
}
