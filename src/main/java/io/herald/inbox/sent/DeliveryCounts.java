package io.herald.inbox.sent;

import io.herald.database.DatabaseTask;
import io.herald.database.WriteBehindBuffer;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.log.DeliveryListener;
import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.SortedMap;
import java.util.UUID;

/** Counts the deliveries of each notification and adds them to PostgreSQL every second. */
@ApplicationScoped
class DeliveryCounts implements DeliveryListener, DatabaseTask {

    private static final int MOST = 100_000;

    private static final String ADD = """
        INSERT INTO notification_fact AS f (notification_id, delivered)
        SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS d (id, n) ORDER BY d.id
        ON CONFLICT (notification_id) DO UPDATE SET delivered = f.delivered + excluded.delivered\
        """;

    private final InboxDatabase database;
    private final WriteBehindBuffer<Long> counts = new WriteBehindBuffer<>(MOST, Long::sum, this::write);

    DeliveryCounts(InboxDatabase database) {
        this.database = database;
    }

    @Override
    public void delivered(String notification, int connections) {
        counts.add(notification, (long) connections);
    }

    @Override
    public String name() {
        return "inbox.facts";
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Uni<NextRun> run() {
        return counts.flush();
    }

    private Uni<?> write(SortedMap<String, Long> some) {
        return database.run(
                ADD,
                Tuple.tuple()
                        .addArrayOfUUID(
                                some.keySet().stream().map(UUID::fromString).toArray(UUID[]::new))
                        .addArrayOfLong(some.values().toArray(Long[]::new)));
    }
}
