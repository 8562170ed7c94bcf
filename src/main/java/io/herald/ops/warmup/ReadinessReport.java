package io.herald.ops.warmup;

import io.herald.log.ReadyInstances;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Reports to instances that start whether this one is ready. An instance that drains stops to report. */
@ApplicationScoped
class ReadinessReport {

    /** A third of the validity of a report, so that a slow Redis does not end the warm-up of another instance. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ReadyInstances instances;
    private final WarmUp warmUp;
    private final OtherChecks others;

    ReadinessReport(ReadyInstances instances, WarmUp warmUp, OtherChecks others) {
        this.instances = instances;
        this.warmUp = warmUp;
        this.others = others;
    }

    void start(@Observes StartupEvent started, PeriodicTasks tasks) {
        tasks.start("warmup.report", TaskTiming.every(PERIOD), PeriodicWork.async(this::report));
    }

    private Uni<Void> report() {
        boolean ready = warmUp.state().isFinal() && others.succeed();
        return ready ? instances.report() : Uni.createFrom().voidItem();
    }
}
