package io.herald.ops;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * The pauses of the garbage collector, on a JVM and in a native executable. Micrometer's {@code jvm_gc_pause_seconds} depends on
 * notifications, which a native executable does not send; the totals are available in both.
 */
@ApplicationScoped
class CollectorMetrics {

    /** Of the concurrent collectors (ZGC, Shenandoah): work beside the application, reported apart from their pauses. */
    private static final String CONCURRENT = " Cycles";

    private final MeterRegistry registry;

    CollectorMetrics(MeterRegistry registry) {
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
