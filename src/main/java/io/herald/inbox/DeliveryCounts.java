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
import org.jboss.logging.Logger;

/**
 * Gathers how often notifications were delivered, and writes it down each second. A crash loses the last of them, and so
 * does a PostgreSQL that is away for very long: nobody waits for a count.
 */
@ApplicationScoped
class DeliveryCounts implements DeliveryFacts {

    private static final Logger LOG = Logger.getLogger(DeliveryCounts.class);
    private static final long FLUSH_MS = 1_000;
    private static final int MOST = 100_000;

    /** In the order of the ids: two instances that count the same must not wait for each other. */
    private static final String ADD = """
            INSERT INTO notification_fact AS f (notification_id, delivered)
            SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS d (id, n) ORDER BY d.id
            ON CONFLICT (notification_id) DO UPDATE SET delivered = f.delivered + excluded.delivered""";

    private final Database database;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
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
        add(notification, connections);
    }

    private void add(String notification, long connections) {
        if (counts.size() < MOST || counts.containsKey(notification)) {
            counts.merge(notification, connections, Long::sum);
        }
    }

    private void flush() {
        if (counts.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        Map<String, Long> some = new TreeMap<>();
        for (String notification : counts.keySet()) {
            some.put(notification, counts.remove(notification));
        }
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(some.keySet().stream().map(UUID::fromString).toArray(UUID[]::new))
                .addArrayOfLong(some.values().toArray(Long[]::new));
        database.run(ADD, values)
                .onTermination()
                .invoke(() -> writing.set(false))
                .subscribe()
                .with(done -> {}, failure -> {
                    LOG.debugf("inbox.facts.wait notifications=%d", some.size());
                    some.forEach(this::add);
                });
    }
}
