package io.herald.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/**
 * Registers the metrics of one state. Each scrape reads their values from it.
 *
 * @param prefix begins the name of each metric
 * @param label tells the state from others with the same metrics
 */
public record StateMetrics<T>(MeterRegistry registry, String prefix, T state, Tags label) {

    public StateMetrics(MeterRegistry registry, String prefix, T state, String label, String value) {
        this(registry, prefix, state, Tags.of(label, value));
    }

    /** Registers a value that rises and falls. */
    public StateMetrics<T> gauge(String name, ToDoubleFunction<T> value, String description) {
        return register(Gauge.builder(prefix + name, state, value), description);
    }

    /** Registers a duration. The unit ends its name. */
    public StateMetrics<T> seconds(String name, ToDoubleFunction<T> value, String description) {
        return register(Gauge.builder(prefix + name, state, value).baseUnit("seconds"), description);
    }

    /** Registers a value that only rises. */
    public StateMetrics<T> counter(String name, ToDoubleFunction<T> value, String description) {
        FunctionCounter.builder(prefix + name, state, value)
                .description(description)
                .tags(label)
                .register(registry);
        return this;
    }

    private StateMetrics<T> register(Gauge.Builder<T> gauge, String description) {
        gauge.description(description).tags(label).register(registry);
        return this;
    }
}
