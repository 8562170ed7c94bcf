package io.herald.presence;

import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Removes users from the list of connected users whose instance was killed and who have not connected again, and connections of this
 * instance that have ended: a failover to a replica that lacks the removal restores them, and they count towards the limit of their
 * user. Each run examines the next few users of the list.
 */
@ApplicationScoped
class ConnectionIndexPruner {

    private final PeriodicTasks tasks;
    private final PresenceStore store;
    private final ConnectionStore connections;
    private final PresenceTracker presenceTracker;
    private final PresenceConfig config;

    ConnectionIndexPruner(
            PeriodicTasks tasks,
            PresenceStore store,
            ConnectionStore connections,
            PresenceTracker presenceTracker,
            PresenceConfig config) {
        this.tasks = tasks;
        this.store = store;
        this.connections = connections;
        this.presenceTracker = presenceTracker;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        for (int each = 0; each < store.partitions(); each++) {
            int partition = each;
            AtomicReference<String> position = new AtomicReference<>("");
            tasks.start(
                    "presence.prune." + partition,
                    TaskTiming.every(config.ttl()),
                    PeriodicWork.async(() -> prune(partition, position)));
        }
    }

    private Uni<?> prune(int partition, AtomicReference<String> position) {
        return connections
                .prune(partition, presenceTracker.instance(), position.get())
                .invoke(page -> {
                    position.set(page.last());
                    page.connections().forEach(presenceTracker::removeIfEnded);
                });
    }
}
