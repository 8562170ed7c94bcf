package io.herald.push.queue;

import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.push.settings.PushSettings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Shows the other senders that this instance is alive, and releases the pushes of senders that have died. */
@ApplicationScoped
public class SenderLiveness {

    private static final Logger LOG = Logger.getLogger(SenderLiveness.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration DEAD = Duration.ofSeconds(30);

    private final UUID instance = UUID.randomUUID();
    private final SenderWatch senderWatch = new SenderWatch(DEAD, PERIOD.multipliedBy(2));
    private final SenderRegistry registry;
    private final PushSettings settings;
    private final PeriodicTasks tasks;
    private volatile boolean registered;

    SenderLiveness(SenderRegistry registry, PushSettings settings, PeriodicTasks tasks) {
        this.registry = registry;
        this.settings = settings;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        if (settings.isEnabled()) {
            TaskTiming timing = TaskTiming.every(PERIOD).immediately().retry(RETRY);
            tasks.start("push.beat", timing, PeriodicWork.async(this::beat));
        }
    }

    /** Returns the id under which this instance claims pushes. */
    public UUID instance() {
        return instance;
    }

    /** Returns whether other senders would notice the death of this instance. Before that it must not claim. */
    public boolean isRegistered() {
        return registered;
    }

    /** Removes this instance, which has no push in progress any more. */
    public Uni<Void> leave() {
        registered = false;
        return registry.remove(List.of(instance));
    }

    private Uni<Void> beat() {
        return registry.beat(instance).chain(beats -> {
            registered = true;
            List<UUID> dead = senderWatch.read(System.nanoTime(), beats);
            if (dead.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            LOG.infof("push.senders.expired senders=%d", dead.size());
            return registry.remove(dead);
        });
    }
}
