package io.herald.database;

import io.herald.loop.Pace;
import io.herald.loop.PeriodicTasks;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Runs every {@link Chore} as a periodic task. */
@ApplicationScoped
class Chores {

    private final List<Chore> all;
    private final PeriodicTasks tasks;

    Chores(@All List<Chore> all, PeriodicTasks tasks) {
        this.all = all;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        for (Chore chore : all) {
            long period = chore.every().toMillis();
            long first = chore.takesTurns() ? ThreadLocalRandom.current().nextLong(period) : period;
            Pace pace = Pace.every(chore.every()).first(Duration.ofMillis(first));
            tasks.start(chore.name(), pace, lateNanos -> chore.run());
        }
    }
}
