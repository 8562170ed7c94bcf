package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.EventId;
import io.herald.loop.NextRun;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A room keeps its messages for the configured time. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class KeptMessageRetentionTest {

    private static final EventId MAX = new EventId(999_999_999_999_999L, 0);

    @Inject
    KeptMessageStore store;

    @Inject
    KeptMessageRetention retention;

    @Inject
    Pool pool;

    private final String room = "swept-" + UUID.randomUUID();

    @BeforeEach
    void awaitSchema() {
        Await.until(
                "the schema exists",
                () -> retention.run().await().asOptional().indefinitely().isPresent());
    }

    @Test
    void messages_older_than_the_room_keeps_are_deleted() {
        createRoom(room, "PT1H");
        long now = System.currentTimeMillis();
        EventId old = new EventId(now - Duration.ofHours(2).toMillis(), 0);
        EventId fresh = new EventId(now, 0);
        store.keep(List.of(message(old), message(fresh))).await().indefinitely();
        assertEquals(List.of(old, fresh), kept());
        deleteAllExpired();
        assertEquals(List.of(fresh), kept());
    }

    @Test
    void messages_of_a_room_without_settings_are_deleted() {
        createRoom(room, "PT1H");
        store.keep(List.of(message(new EventId(System.currentTimeMillis(), 0))))
                .await()
                .indefinitely();
        pool.preparedQuery("DELETE FROM room WHERE name = $1")
                .execute(Tuple.of(room))
                .await()
                .indefinitely();
        deleteAllExpired();
        assertEquals(List.of(), kept());
    }

    @Test
    void a_room_without_a_keep_time_stores_nothing() {
        store.keep(List.of(message(new EventId(System.currentTimeMillis(), 0))))
                .await()
                .indefinitely();
        assertEquals(List.of(), kept());
    }

    private void deleteAllExpired() {
        NextRun next;
        do {
            next = retention.run().await().indefinitely();
        } while (next.equals(NextRun.IMMEDIATELY));
    }

    private void createRoom(String name, String keep) {
        pool.preparedQuery("INSERT INTO room (name, visibility, kind, keep) VALUES ($1, 'private', 'open', $2)")
                .execute(Tuple.of(name, keep))
                .await()
                .indefinitely();
    }

    private KeptMessage message(EventId id) {
        return new KeptMessage(room, id, ",\"data\":{\"content\":null}}", "\"x\"");
    }

    private List<EventId> kept() {
        return store.page(room, EventId.ZERO, MAX, false, 10).await().indefinitely().stream()
                .map(KeptMessage::id)
                .toList();
    }
}
