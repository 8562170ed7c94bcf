package io.herald.database;

import io.herald.loop.PeriodicTasks;
import io.herald.loop.TaskTiming;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Starts a periodic task for every {@link DatabaseTask}. */
@ApplicationScoped
class DatabaseTasks {

    private final List<DatabaseTask> all;
    private final PeriodicTasks tasks;

    DatabaseTasks(@All List<DatabaseTask> all, PeriodicTasks tasks) {
        this.all = all;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        for (DatabaseTask databaseTask : all) {
            long period = databaseTask.period().toMillis();
            long first = databaseTask.hasRandomInitialDelay()
                    ? ThreadLocalRandom.current().nextLong(period)
                    : period;
            TaskTiming taskTiming = TaskTiming.every(databaseTask.period()).first(Duration.ofMillis(first));
            tasks.start(databaseTask.name(), taskTiming, lateNanos -> databaseTask.run());
        }
    }
}
