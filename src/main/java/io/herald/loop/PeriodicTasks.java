package io.herald.loop;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Starts the periodic tasks of an instance, each on the next event loop, and stops all of them at shutdown. */
@ApplicationScoped
public class PeriodicTasks {

    private final Supplier<Loop> loops;
    private final List<PeriodicTask> tasks = new CopyOnWriteArrayList<>();

    @Inject
    PeriodicTasks(Vertx vertx) {
        this(() -> EventLoops.next(vertx));
    }

    /** @param loops supplies the loop of each task */
    public PeriodicTasks(Supplier<Loop> loops) {
        this.loops = loops;
    }

    /** @see PeriodicTask#start */
    public PeriodicTask start(String name, TaskTiming taskTiming, PeriodicWork periodicWork) {
        PeriodicTask task = PeriodicTask.start(name, loops.get(), taskTiming, periodicWork);
        tasks.add(task);
        return task;
    }

    void stop(@Observes ShutdownEvent stopping) {
        tasks.forEach(PeriodicTask::stop);
    }
}
