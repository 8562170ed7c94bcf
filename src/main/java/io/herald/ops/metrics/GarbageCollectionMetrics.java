package io.herald.ops.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Registers the number and the total time of garbage collection pauses, on a JVM and in a native executable. Micrometer's
 * {@code jvm_gc_pause_seconds} needs collector notifications, which a native executable does not send. The totals exist in
 * both.
 */
@ApplicationScoped
class GarbageCollectionMetrics {

    /**
     * Name suffix of the beans with which ZGC and Shenandoah report their concurrent work, separately from their pauses.
     */
    private static final String CONCURRENT = " Cycles";

    private final MeterRegistry registry;

    GarbageCollectionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(@Observes StartupEvent started) {
        ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> !collector.getName().endsWith(CONCURRENT))
                .forEach(this::register);
    }

    private void register(GarbageCollectorMXBean collector) {
        FunctionTimer.builder(
                        "herald.gc.pause",
                        collector,
                        GarbageCollectorMXBean::getCollectionCount,
                        GarbageCollectorMXBean::getCollectionTime,
                        TimeUnit.MILLISECONDS)
                .description("Pauses of the garbage collector.")
                .tag("collector", collector.getName())
                .register(registry);
    }
}
