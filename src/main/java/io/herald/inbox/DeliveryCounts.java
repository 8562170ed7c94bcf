package io.herald.inbox;

import io.herald.log.DeliveryFacts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gathers how often notifications were delivered, and writes it down each second. A crash loses the last of them. */
@ApplicationScoped
class DeliveryCounts implements DeliveryFacts {

    private static final long FLUSH_MS = 1_000;
    private static final int MOST = 50_000;
    private static final int ROUNDS = 10;

    /** Of those that the projection has not brought yet, nothing comes back, and they wait for the next round. */
    private static final String ADD = """
            UPDATE notification AS n SET delivered = delivered + d.n
            FROM unnest($1::uuid[], $2::bigint[]) AS d (id, n) WHERE n.id = d.id RETURNING n.id""";

    private record Count(long connections, int rounds) {

        Count and(long more) {
            return new Count(connections + more, rounds);
        }
    }

    private final Database database;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private long timer;

    DeliveryCounts(Database database) {
        this.database = database;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(FLUSH_MS, tick -> flush());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    @Override
    public void delivered(String notification, int connections) {
        if (counts.size() < MOST) {
            counts.merge(notification, new Count(connections, 0), (had, more) -> had.and(connections));
        }
    }

    private void flush() {
        if (counts.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        Map<String, Count> some = new TreeMap<>(counts);
        some.forEach(counts::remove);
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(some.keySet().stream().map(UUID::fromString).toArray(UUID[]::new))
                .addArrayOfLong(some.values().stream().map(Count::connections).toArray(Long[]::new));
        database.run(ADD, values)
                .onTermination()
                .invoke(() -> writing.set(false))
                .subscribe()
                .with(
                        rows -> {
                            rows.forEach(row -> some.remove(row.getUUID(0).toString()));
                            some.forEach(this::again);
                        },
                        failure -> some.forEach(this::again));
    }

    private void again(String notification, Count count) {
        if (count.rounds() < ROUNDS && counts.size() < MOST) {
            Count later = new Count(count.connections(), count.rounds() + 1);
            counts.merge(notification, later, (had, more) -> had.and(later.connections()));
        }
    }
}
