package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upgrade while other instances read and write. */
class SchemaMigratorTest {

    /** The schema before inbox items had a position in the log. */
    private static final String PREVIOUS = "8";

    private static final String READ = "SELECT count(*) FROM inbox_item WHERE user_id = 'alice' AND state < 3";
    private static final String WRITE =
            "INSERT INTO inbox_item (user_id, notification_id, at) VALUES ('alice', gen_random_uuid(), now())";
    private static final String INDEXES = """
            SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indrelid = 'inbox_item'::regclass AND c.relname LIKE 'inbox\\_item\\_%' AND\s""";

    private final TestSchema schema = new TestSchema();

    @BeforeEach
    void createSchema() throws SQLException {
        schema.create();
        schema.migrateTo(PREVIOUS);
    }

    @AfterEach
    void dropSchema() throws SQLException {
        schema.drop();
    }

    @Test
    void instances_read_and_write_while_indexes_are_built() throws Exception {
        SchemaMigrator migrator = schema.migrator();
        try (Connection old = schema.snapshot()) {
            CompletableFuture<Integer> upgrade = CompletableFuture.supplyAsync(migrator::migrate);
            schema.awaitIndexBuild(upgrade);
            assertTrue(migrator.isUsable());
            schema.run(WRITE);
            assertEquals(List.of("1"), schema.query(READ));
            old.rollback();
            upgrade.get(30, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), schema.query(INDEXES + "NOT i.indisvalid"));
        assertEquals(
                List.of("inbox_item_by_category", "inbox_item_by_state"),
                schema.query(INDEXES + "c.relname LIKE '%\\_by\\_%' ORDER BY 1"));
        assertEquals(
                List.of(),
                schema.query(INDEXES + "c.relname IN ('inbox_item_all', 'inbox_item_state', 'inbox_item_category')"));
        assertEquals(
                List.of("PRIMARY KEY (notification_id, user_id)"),
                schema.query("SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE conrelid = 'inbox_item'::regclass AND contype = 'p'"));
    }

    /** The key is replaced under a lock of the table, for which the migration waits no longer than an instance would. */
    @Test
    void a_replacement_of_the_key_that_waits_for_a_long_transaction_fails_and_can_be_repeated() throws Exception {
        schema.migrator().migrate();
        schema.run("DELETE FROM flyway_online_history WHERE version = '3'");
        schema.run("ALTER TABLE inbox_item DROP CONSTRAINT inbox_item_key,"
                + " ADD CONSTRAINT inbox_item_pkey PRIMARY KEY (user_id, notification_id)");
        schema.run("CREATE UNIQUE INDEX inbox_item_key ON inbox_item (notification_id, user_id)");
        SchemaMigrator migrator = schema.migrator();
        try (Connection reader = schema.transaction(READ)) {
            CompletableFuture<Integer> upgrade = CompletableFuture.supplyAsync(migrator::migrate);
            schema.awaitLockWait("inbox_item", upgrade);
            assertThrows(ExecutionException.class, () -> upgrade.get(30, TimeUnit.SECONDS));
            assertTrue(migrator.isUsable());
            reader.rollback();
        }
        migrator.migrate();
        assertComplete();
        assertEquals(List.of(), schema.query(INDEXES + "c.relname = 'inbox_item_pkey'"));
    }

    @Test
    void an_upgrade_that_waits_for_one_table_locks_no_other() throws Exception {
        SchemaMigrator migrator = schema.migrator();
        try (Connection reader = schema.transaction("SELECT * FROM broadcast")) {
            CompletableFuture<Integer> upgrade = CompletableFuture.supplyAsync(migrator::migrate);
            schema.awaitLockWait("broadcast", upgrade);
            schema.run(WRITE);
            assertEquals(List.of("1"), schema.query(READ));
            reader.rollback();
            upgrade.exceptionally(timedOut -> migrator.migrate()).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void an_upgrade_blocked_by_a_long_transaction_fails_and_can_be_repeated() throws Exception {
        SchemaMigrator migrator = schema.migrator();
        try (Connection reader = schema.transaction(READ)) {
            CompletableFuture<Integer> upgrade = CompletableFuture.supplyAsync(migrator::migrate);
            schema.awaitLockWait("inbox_item", upgrade);
            schema.run(WRITE);
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> upgrade.get(30, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof FlywayException, failure::toString);
            assertFalse(migrator.isUsable());
            reader.rollback();
        }
        migrator.migrate();
        assertTrue(migrator.isUsable());
    }

    /** As after a rollback, and as an instance that restarts during an upgrade. */
    @Test
    void an_instance_of_an_earlier_version_uses_a_newer_schema() throws SQLException {
        schema.migrator().migrate();
        for (String history : List.of("flyway_schema_history", "flyway_online_history")) {
            schema.run("INSERT INTO " + history
                    + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                    + " VALUES (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, 'herald', 1, true)");
        }
        SchemaMigrator earlier = schema.migrator();
        assertEquals(0, earlier.migrate());
        assertTrue(earlier.isUsable());
    }

    @Test
    void the_next_attempt_repeats_a_failed_index_build() throws Exception {
        interruptIndexBuild("pg_cancel_backend");
        assertEquals(1, schema.query(INDEXES + "NOT i.indisvalid").size());
        schema.migrator().migrate();
        assertComplete();
    }

    @Test
    void the_next_instance_repeats_the_index_build_of_a_killed_instance() throws Exception {
        interruptIndexBuild("pg_terminate_backend");
        schema.run("DELETE FROM flyway_online_history WHERE NOT success");
        assertEquals(1, schema.query(INDEXES + "NOT i.indisvalid").size());
        schema.migrator().migrate();
        assertComplete();
    }

    /** The trigger ends the connection in the commit that adds a row to the history, as the end of an instance does. */
    @Test
    void the_next_instance_repeats_the_migration_of_an_instance_that_was_killed_while_it_committed()
            throws SQLException {
        schema.run("CREATE FUNCTION end_connection() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
        schema.run("CREATE CONSTRAINT TRIGGER end_connection AFTER INSERT ON flyway_schema_history"
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_connection()");
        assertThrows(FlywayException.class, schema.migrator()::migrate);
        schema.run("DROP TRIGGER end_connection ON flyway_schema_history");
        SchemaMigrator next = schema.migrator();
        next.migrate();
        assertTrue(next.isUsable());
        assertComplete();
    }

    private void interruptIndexBuild(String function) throws Exception {
        try (Connection old = schema.snapshot()) {
            CompletableFuture<Integer> upgrade = CompletableFuture.supplyAsync(schema.migrator()::migrate);
            schema.awaitIndexBuild(upgrade);
            schema.query("SELECT " + function
                    + "(pid) FROM pg_stat_progress_create_index WHERE relid = 'inbox_item'::regclass");
            assertThrows(ExecutionException.class, () -> upgrade.get(30, TimeUnit.SECONDS));
            old.rollback();
        }
    }

    private void assertComplete() throws SQLException {
        assertEquals(List.of(), schema.query(INDEXES + "NOT i.indisvalid"));
        assertEquals(
                List.of("2"), schema.query("SELECT count(*) FROM (" + INDEXES + "c.relname LIKE '%\\_by\\_%') AS i"));
        assertEquals(List.of(), schema.query("SELECT version FROM flyway_online_history WHERE NOT success"));
    }
}
