package io.herald.presence;

import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Removes users from the list of connected users whose instance was killed and who have not connected again. Each run examines the
 * next few users of the list.
 */
@ApplicationScoped
class ConnectionIndexPruner {

    private final PeriodicTasks tasks;
    private final PresenceStore store;
    private final ConnectionStore connections;
    private final PresenceConfig config;

    ConnectionIndexPruner(
            PeriodicTasks tasks, PresenceStore store, ConnectionStore connections, PresenceConfig config) {
        this.tasks = tasks;
        this.store = store;
        this.connections = connections;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        for (int each = 0; each < store.partitions(); each++) {
            int partition = each;
            AtomicReference<String> position = new AtomicReference<>("");
            tasks.start(
                    "presence.prune." + partition,
                    TaskTiming.every(config.ttl()),
                    PeriodicWork.async(
                            () -> connections.prune(partition, position.get()).invoke(position::set)));
        }
    }
}
