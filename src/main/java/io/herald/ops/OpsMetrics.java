package io.herald.ops;

import io.herald.hub.Hub;
import io.herald.inbox.InboxLag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.info.GitInfo;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Registers the gauges of the drain, the build, and the degraded parts. */
@ApplicationScoped
class OpsMetrics {

    private final MeterRegistry registry;

    OpsMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(
            @Observes StartupEvent started,
            Hub hub,
            LogMonitor log,
            WriteMonitor writes,
            DatabaseMonitor database,
            InboxLag inbox,
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
        degraded("redis", () -> log.state() != LogMonitor.State.HEARD);
        degraded("writes", writes::isRefusing);
        degraded("postgresql", database::isDegraded);
        degraded("inbox", inbox::isBehind);
    }

    /** Returns the commit of this build, which is unknown if it was built from a source archive. */
    private static String commit(Instance<GitInfo> source) {
        return source.isResolvable() ? source.get().latestCommitId() : "unknown";
    }

    private void degraded(String part, BooleanSupplier condition) {
        Gauge.builder("herald.degraded", () -> condition.getAsBoolean() ? 1 : 0)
                .description("1 if a health check reports the part as degraded or down, else 0.")
                .tag("part", part)
                .register(registry);
    }
}
