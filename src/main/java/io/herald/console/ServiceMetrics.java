package io.herald.console;

import io.herald.hub.Hub;
import io.herald.log.EventLog;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import jakarta.enterprise.context.ApplicationScoped;

/** The same figures that a scraper of metrics gets, a few of them, for people who look at this moment. */
@ApplicationScoped
class ServiceMetrics {

    private final MeterRegistry registry;
    private final Hub hub;
    private final EventLog log;

    ServiceMetrics(MeterRegistry registry, Hub hub, EventLog log) {
        this.registry = registry;
        this.hub = hub;
        this.log = log;
    }

    Figures now() {
        Runtime runtime = Runtime.getRuntime();
        return new Figures()
                .with("connections", hub.connections())
                .with("sockets", sum("herald.sockets", Statistic.VALUE))
                .with("backlog", sum("herald.inbox.backlog", Statistic.VALUE))
                .with("heapBytes", (double) runtime.totalMemory() - runtime.freeMemory());
    }

    /** Over all tags; nothing where there is no such meter. */
    private double sum(String name, Statistic statistic) {
        double sum = Double.NaN;
        for (Meter meter : registry.find(name).meters()) {
            for (Measurement measurement : meter.measure()) {
                if (measurement.getStatistic() == statistic) {
                    sum = (Double.isNaN(sum) ? 0 : sum) + measurement.getValue();
                }
            }
        }
        return sum;
    }
}
