package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two instances may store a message and its revision in any order. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class KeptRevisionOrderTest {

    private static final EventId MAX = new EventId(999_999_999_999_999L, 0);

    @Inject
    KeptMessageStore store;

    @Inject
    KeptMessageRetention retention;

    @Inject
    Pool pool;

    private final String room = "revised-" + UUID.randomUUID();
    private final EventId message = new EventId(System.currentTimeMillis(), 0);
    private final EventId first = new EventId(message.ms(), 1);
    private final EventId second = new EventId(message.ms(), 2);

    @BeforeEach
    void createRoom() {
        Await.until(
                "the schema exists",
                () -> retention.run().await().asOptional().indefinitely().isPresent());
        pool.preparedQuery("INSERT INTO room (name, visibility, kind, keep) VALUES ($1, 'private', 'open', 'PT1H')")
                .execute(Tuple.of(room))
                .await()
                .indefinitely();
    }

    @Test
    void an_edit_stored_before_its_message_is_applied() {
        revise(first, "\"edited\"");
        assertEquals(List.of(), contents(), "a revision without its message is not shown");
        keep("\"original\"");
        assertEquals(List.of("\"edited\""), contents());
    }

    @Test
    void a_deletion_stored_before_its_message_is_applied() {
        revise(second, null);
        revise(first, "\"edited\"");
        keep("\"original\"");
        assertEquals(List.of("deleted"), contents());
    }

    @Test
    void the_last_of_several_edits_wins_in_any_order() {
        revise(second, "\"second\"");
        keep("\"original\"");
        revise(first, "\"first\"");
        keep("\"original\"");
        assertEquals(List.of("\"second\""), contents());
    }

    @Test
    void a_message_repeated_in_one_batch_is_stored_once() {
        store.keep(List.of(message("\"original\""), message("\"original\"")))
                .await()
                .atMost(Duration.ofSeconds(5));
        assertEquals(List.of("\"original\""), contents());
    }

    @Test
    void a_revision_in_a_room_without_a_keep_time_stores_nothing() {
        pool.preparedQuery("UPDATE room SET keep = NULL WHERE name = $1")
                .execute(Tuple.of(room))
                .await()
                .indefinitely();
        revise(first, "\"edited\"");
        Long rows = pool.preparedQuery("SELECT count(*) FROM kept_message WHERE room = $1")
                .execute(Tuple.of(room))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
        assertEquals(0, rows);
    }

    private void revise(EventId by, @Nullable String content) {
        RawJson json = content == null ? null : StrictJson.read(content.getBytes(StandardCharsets.UTF_8));
        store.revise(List.of(new KeptRevision(room, message, by, json))).await().atMost(Duration.ofSeconds(5));
    }

    private void keep(String content) {
        store.keep(List.of(message(content))).await().atMost(Duration.ofSeconds(5));
    }

    private KeptMessage message(String content) {
        return new KeptMessage(room, message, ",\"data\":{\"content\":null}}", content);
    }

    private List<String> contents() {
        return store.page(room, EventId.ZERO, MAX, false, 10).await().atMost(Duration.ofSeconds(5)).stream()
                .map(message -> message.content() == null ? "deleted" : message.content())
                .toList();
    }
}
