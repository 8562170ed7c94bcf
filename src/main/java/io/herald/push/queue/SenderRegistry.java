package io.herald.push.queue;

import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Stores which instances send, and that they are alive. */
@ApplicationScoped
public class SenderRegistry {

    private static final String BEAT = """
        WITH own AS (
            INSERT INTO push_sender AS s (instance) VALUES ($1)
            ON CONFLICT (instance) DO UPDATE SET beat = s.beat + 1 RETURNING instance, beat
        )
        SELECT instance, beat FROM push_sender WHERE instance <> $1\
        """;

    private static final String REMOVE = "SELECT push_remove_senders($1::uuid[])";

    private final PushDatabase database;

    SenderRegistry(PushDatabase database) {
        this.database = database;
    }

    /** Increments the beat of an instance, and returns the beats of all others. */
    Uni<Map<UUID, Long>> beat(UUID instance) {
        return database.run(BEAT, Tuple.of(instance)).map(rows -> {
            Map<UUID, Long> beats = new HashMap<>();
            for (Row row : rows) {
                beats.put(row.getUUID(0), row.getLong(1));
            }
            return beats;
        });
    }

    /** Removes instances and releases the pushes that they have claimed. */
    Uni<Void> remove(Collection<UUID> instances) {
        return database.run(REMOVE, Tuple.tuple().addArrayOfUUID(instances.toArray(UUID[]::new)))
                .replaceWithVoid();
    }
}
