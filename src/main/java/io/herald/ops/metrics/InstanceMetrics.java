package io.herald.ops.metrics;

import io.herald.hub.Hub;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.info.GitInfo;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Registers the gauges of this instance: its build, and whether it drains. */
@ApplicationScoped
class InstanceMetrics {

    private final MeterRegistry registry;

    InstanceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(
            @Observes StartupEvent started,
            Hub hub,
            Instance<GitInfo> source,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        Gauge.builder("herald.draining", () -> hub.isDraining() ? 1 : 0)
                .description("1 from SIGTERM on, else 0.")
                .register(registry);
        Gauge.builder("herald.build.info", () -> 1)
                .description("Version and commit of the running build; always 1.")
                .tag("version", version)
                .tag("commit", commit(source))
                .register(registry);
    }

    /** Returns the commit of this build, which is unknown if it was built from a source archive. */
    private static String commit(Instance<GitInfo> source) {
        return source.isResolvable() ? source.get().latestCommitId() : "unknown";
    }
}
