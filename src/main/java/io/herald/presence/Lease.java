package io.herald.presence;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Renews this instance's lease, one call for each partition however many there are in however many rooms, and looks for
 * those of others that have run out. Any instance may do so: the script acts on each entry once.
 */
@ApplicationScoped
class Lease {

    private static final Logger LOG = Logger.getLogger(Lease.class);
    private static final long SWEEP_MS = 1_000;
    private static final long SOON_MS = 200;
    private static final int ENTRIES_A_SWEEP = 256;

    private final Vertx vertx;
    private final PresenceStore store;
    private final PresenceConfig config;
    private final Roster roster;

    Lease(Vertx vertx, PresenceStore store, PresenceConfig config, Roster roster) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
        this.roster = roster;
    }

    void start(@Observes StartupEvent started) {
        for (int partition = 0; partition < store.partitions(); partition++) {
            renew(partition, true);
            sweepLater(partition);
        }
    }

    /** Without it an instance's users count as gone: where Redis was not reached, at the start above all, it is not waited for long. */
    private void renew(int partition, boolean isNew) {
        store.renew(partition, roster.instance())
                .subscribe()
                .with(
                        known -> {
                            if (!isNew && (!known || roster.takeUnsure())) {
                                LOG.infof(
                                        "presence.restored partition=%d lease=%s", partition, known ? "held" : "lost");
                                roster.setAll();
                            }
                            vertx.setTimer(Math.max(1, config.ttl().toMillis() / 3), timer -> renew(partition, false));
                        },
                        away -> {
                            LOG.debug("presence.unrenewed");
                            vertx.setTimer(SOON_MS, timer -> renew(partition, isNew));
                        });
    }

    private void sweepLater(int partition) {
        long wait = SWEEP_MS / 2 + ThreadLocalRandom.current().nextLong(SWEEP_MS);
        vertx.setTimer(wait, timer -> sweep(partition));
    }

    private void sweep(int partition) {
        store.sweep(partition, ENTRIES_A_SWEEP)
                .subscribe()
                .with(
                        done -> {
                            if (done >= ENTRIES_A_SWEEP) {
                                sweep(partition);
                            } else {
                                sweepLater(partition);
                            }
                        },
                        away -> sweepLater(partition));
    }
}
