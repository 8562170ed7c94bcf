package io.herald.rooms;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Forgets messages whose time is over, and those of rooms that keep none any more, a little at a time. Every instance does:
 * what one has under its hands, the others skip.
 */
@ApplicationScoped
class KeptSweep {

    private static final Logger LOG = Logger.getLogger(KeptSweep.class);
    private static final long PERIOD_MS = Duration.ofMinutes(5).toMillis();
    private static final int ROWS_AT_ONCE = 1_000;

    /** The names one after the other from the index: there are few of them, and many messages of each. */
    private static final String FORGET = """
            WITH RECURSIVE kept (room) AS (
                (SELECT room FROM kept_message ORDER BY room LIMIT 1)
                UNION ALL
                SELECT (SELECT m.room FROM kept_message AS m WHERE m.room > kept.room ORDER BY m.room LIMIT 1)
                FROM kept WHERE kept.room IS NOT NULL
            ), doomed AS (
                SELECT m.* FROM kept LEFT JOIN room AS r ON r.name = kept.room CROSS JOIN LATERAL (
                    SELECT room, ms, seq FROM kept_message AS m WHERE m.room = kept.room
                        AND (r.keep IS NULL OR m.ms < extract(epoch FROM now() - r.keep::interval) * 1000)
                    ORDER BY ms LIMIT 1000 FOR UPDATE SKIP LOCKED) AS m
                LIMIT 1000
            )
            DELETE FROM kept_message AS k USING doomed AS d WHERE k.room = d.room AND k.ms = d.ms AND k.seq = d.seq""";

    private final Pool pool;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private long timer;

    KeptSweep(Pool pool) {
        this.pool = pool;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        // Instances that were started together do not sweep together.
        timer = vertx.setTimer(ThreadLocalRandom.current().nextLong(1, PERIOD_MS), first -> {
            timer = vertx.setPeriodic(PERIOD_MS, tick -> sweep());
        });
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            forget().onTermination()
                    .invoke(() -> sweeping.set(false))
                    .subscribe()
                    .with(done -> {}, away -> LOG.debugf("rooms.sweep.waits reason=\"%s\"", away.getMessage()));
        }
    }

    /** Until nothing is left to be forgotten. */
    Uni<Void> forget() {
        return pool.query(FORGET)
                .execute()
                .chain(gone -> gone.rowCount() < ROWS_AT_ONCE ? Uni.createFrom().voidItem() : forget());
    }
}
