package io.herald.presence;

import io.herald.loop.NextRun;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.jboss.logging.Logger;

/**
 * Renews the lease of this instance and sweeps expired leases of others. A renewal is one call per partition, whatever the number
 * of users and rooms, and compares some entries with the connections of this instance. Any instance may sweep: the script processes each entry exactly once.
 */
@ApplicationScoped
class PresenceLease {

    private static final Logger LOG = Logger.getLogger(PresenceLease.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int ENTRIES_A_SWEEP = 256;

    private final PeriodicTasks tasks;
    private final PresenceStore store;
    private final PresenceConfig config;
    private final PresenceTracker presenceTracker;
    private final LongUnaryOperator random;

    @Inject
    PresenceLease(PeriodicTasks tasks, PresenceStore store, PresenceConfig config, PresenceTracker presenceTracker) {
        this(
                tasks,
                store,
                config,
                presenceTracker,
                bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** @param random returns a number from zero, inclusive, to its argument, exclusive */
    PresenceLease(
            PeriodicTasks tasks,
            PresenceStore store,
            PresenceConfig config,
            PresenceTracker presenceTracker,
            LongUnaryOperator random) {
        this.tasks = tasks;
        this.store = store;
        this.config = config;
        this.presenceTracker = presenceTracker;
        this.random = random;
    }

    void start(@Observes StartupEvent started) {
        // Without a lease the users of this instance are not present, so the first renewal runs at once and retries are
        // fast.
        TaskTiming renewal =
                TaskTiming.every(config.ttl().dividedBy(3)).immediately().retry(RETRY);
        for (int each = 0; each < store.partitions(); each++) {
            int partition = each;
            EntryComparison comparison = presenceTracker.comparison(partition);
            AtomicBoolean isNew = new AtomicBoolean(true);
            tasks.start(
                    "presence.lease." + partition,
                    renewal,
                    PeriodicWork.async(() -> renew(partition, isNew, comparison)));
            tasks.start("presence.sweep." + partition, TaskTiming.every(SWEEP), late -> sweep(partition));
        }
    }

    private Uni<?> renew(int partition, AtomicBoolean isNew, EntryComparison comparison) {
        return store.renew(partition, presenceTracker.instance(), comparison.page(), comparison.nextLookups())
                .chain(renewal -> {
                    if (!isNew.getAndSet(false) && (!renewal.wasValid() || presenceTracker.takeFailedWrite())) {
                        LOG.infof(
                                "presence.restored partition=%d lease=%s",
                                partition, renewal.wasValid() ? "held" : "lost");
                        presenceTracker.setAll();
                    }
                    return comparison.restore(renewal).invoke(entries -> logRestored(partition, entries));
                });
    }

    /** Not a warning: a write that overtook the reply of the renewal looks like a difference, too. */
    private static void logRestored(int partition, int entries) {
        if (entries > 0) {
            LOG.debugf("presence.entries.restored partition=%d entries=%d", partition, entries);
        }
    }

    /** Sweeps at random intervals, so that instances that started together do not sweep at the same time. */
    private Uni<NextRun> sweep(int partition) {
        return store.sweep(partition, ENTRIES_A_SWEEP)
                .map(swept -> swept >= ENTRIES_A_SWEEP ? NextRun.IMMEDIATELY : NextRun.after(spread()));
    }

    private Duration spread() {
        long period = SWEEP.toMillis();
        return Duration.ofMillis(period / 2 + random.applyAsLong(period));
    }
}
