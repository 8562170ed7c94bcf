package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reader knows of a database, measured on a real one. */
class OutboxMonitorTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final OutboxTestDatabase database = OutboxTestDatabase.create(TestServers.settings());
    private final OutboxDatabase configured = database.configured("orders");
    private final OutboxConnection connection = new OutboxConnection(vertx, configured);
    private final ScanBound scanBound = new ScanBound();
    private final OutboxState state = new OutboxState("orders");
    private final AtomicInteger notifications = new AtomicInteger();
    private final OutboxMonitor monitor =
            new OutboxMonitor(configured, connection, scanBound, state, notifications::incrementAndGet);

    @AfterEach
    void stop() {
        connection.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void measure() {
        monitor.run().await().atMost(TIMEOUT);
    }

    private long assigned() {
        return Long.parseLong(
                database.query("SELECT last_value FROM herald.outbox_position").get(0));
    }

    @Test
    void rows_and_dead_rows_are_counted() {
        database.notify("a", "t", null);
        database.notify("a", "t", "k");
        database.asOwner("""
                INSERT INTO herald.dead (id, slot, ephemeral, content, size, created_at, reason)
                VALUES (1, 0, false, '{}', 2, now(), 'test')""");
        measure();
        assertEquals("up to date", state.description());
        assertEquals(2, state.rows());
        assertEquals(1, state.dead());
        assertTrue(state.lagSeconds() > 0);
    }

    @Test
    void a_database_without_the_script_is_reported_until_it_has_been_run() {
        database.asOwner("DROP SCHEMA herald CASCADE");
        measure();
        assertEquals("degraded: not installed", state.description());
        database.install();
        measure();
        assertEquals("up to date", state.description());
    }

    /** Without the bound of pg_snapshot_xmin, reads would begin after the position of the open transaction. */
    @Test
    void reads_begin_before_the_position_of_an_open_transaction_however_many_rows_follow() throws SQLException {
        long late;
        try (Connection open = database.connect()) {
            open.setAutoCommit(false);
            late = OutboxTestDatabase.notify(open, "a", "late", null);
            for (int look = 0; look < 4; look++) {
                database.notify("a", "early", null);
                database.asOwner("DELETE FROM herald.outbox");
                measure();
            }
            assertTrue(scanBound.position() < late, scanBound + " " + late);
            open.commit();
        }
        measure();
        measure();
        assertEquals(late - 1, scanBound.position(), "the row is visible");
        database.asOwner("DELETE FROM herald.outbox");
        long before = assigned();
        Await.until("the deleted rows are not read again", () -> {
            measure();
            return scanBound.position() >= before;
        });
    }

    private void reject(String key) {
        database.asOwner("""
                WITH rejected AS (DELETE FROM herald.outbox WHERE key = '%s' RETURNING *)
                INSERT INTO herald.dead (id, position, slot, key, ephemeral, content, size, created_at, reason)
                SELECT id, position, slot, key, ephemeral, content, size, created_at, 'test' FROM rejected""".formatted(key));
    }

    @Test
    void a_row_behind_a_dead_row_waits_and_is_not_late() {
        database.notify("a", "rejected", "k");
        reject("k");
        database.notify("a", "waits", "k");
        measure();
        assertEquals(1, state.rows());
        assertEquals(0, state.lagSeconds());
        database.notify("a", "free", "other");
        measure();
        assertTrue(state.lagSeconds() > 0);
    }

    /** It returns to its place, and would not be found there. */
    @Test
    void reads_begin_before_a_dead_row_with_a_key() {
        database.notify("a", "rejected", "k");
        long place = Long.parseLong(
                database.query("SELECT position FROM herald.outbox").get(0));
        reject("k");
        for (int look = 0; look < 4; look++) {
            database.notify("a", "sent", null);
            database.asOwner("DELETE FROM herald.outbox");
            measure();
        }
        assertEquals(place - 1, scanBound.position());
        database.asOwner("SELECT herald.retry(id) FROM herald.dead");
        assertEquals(
                List.of(Long.toString(place)),
                database.query("SELECT position FROM herald.outbox WHERE position > " + scanBound.position()));
    }

    @Test
    void reads_of_a_new_table_begin_before_its_first_row() {
        for (int look = 0; look < 3; look++) {
            measure();
        }
        database.notify("a", "first", null);
        assertTrue(scanBound.position() < assigned(), "bound " + scanBound.position());
    }

    @Test
    void a_commit_calls_the_listener() {
        measure();
        int before = notifications.get();
        database.notify("a", "t", null);
        Await.until("a notification", () -> notifications.get() > before);
    }
}
