package io.herald.inbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.loop.NextRun;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The retention deletes old items in bounded steps. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxRetentionTest {

    /** Takes more than two runs, of a thousand rows each. */
    private static final int MANY = 2_500;

    private static final String NOTIFICATIONS = """
        INSERT INTO notification (id, at, sender, content)
        SELECT ('f' || substr(md5($1 || n), 2))::uuid, now() - interval '%s' - n * interval '1 millisecond', 'billing', '{}'
        FROM generate_series(1, %d) AS n\
        """;

    private static final String ITEMS = """
        INSERT INTO inbox_item (user_id, notification_id, at, expires_at, state, read_at)
        SELECT $1, id, at, %s, 1, now() FROM generate_series(1, %d) AS n
        JOIN notification ON id = ('f' || substr(md5($1 || n), 2))::uuid\
        """;

    /** Counts the rows of this test's user that each statement deletes. */
    private static final String DELETIONS = """
        CREATE TABLE %1$s (n bigint);;
        CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO %1$s SELECT count(*) FROM deleted WHERE user_id = '%2$s'; RETURN NULL;
        END $$;;
        CREATE TRIGGER %1$s AFTER DELETE ON inbox_item
            REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION %1$s()\
        """;

    @Inject
    Pool pool;

    @Inject
    InboxRetention retention;

    private final String user = "retention-" + UUID.randomUUID();

    @BeforeEach
    void awaitSchema() {
        Await.until(
                "the schema exists",
                () -> retention.run().await().asOptional().indefinitely().isPresent());
    }

    @Test
    void items_past_the_retention_are_deleted_with_their_notifications_in_any_number() {
        fill(MANY, "91 days", "NULL");
        deleteAllExpired();
        assertEquals(0, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(0, notifications());
    }

    /** Small steps bound the time for which other readers and writers wait. */
    @Test
    void one_statement_deletes_at_most_a_thousand_rows() {
        fill(MANY, "1 minute", "now() - interval '1 second'");
        String table = "deletion_" + Math.abs(user.hashCode());
        for (String sql : DELETIONS.formatted(table, user).split(";;")) {
            await(pool.query(sql).execute());
        }
        try {
            deleteAllExpired();
            Row most = await(pool.query("SELECT max(n), sum(n)::bigint FROM " + table)
                            .execute())
                    .iterator()
                    .next();
            assertEquals(1_000, most.getLong(0));
            assertEquals(MANY, most.getLong(1));
        } finally {
            await(pool.query("DROP TRIGGER %1$s ON inbox_item".formatted(table)).execute());
        }
    }

    @Test
    void items_within_the_retention_are_kept() {
        fill(3, "89 days", "now() + interval '1 hour'");
        deleteAllExpired();
        assertEquals(3, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(3, notifications());
    }

    @Test
    void expired_items_are_deleted_and_their_reads_are_still_counted() {
        fill(MANY, "1 minute", "now() - interval '1 second'");
        deleteAllExpired();
        assertEquals(0, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(MANY, count("""
            SELECT sum(swept_read)::bigint FROM generate_series(1, 2500) AS n
            JOIN notification_fact ON notification_id = ('f' || substr(md5($1 || n), 2))::uuid WHERE swept = 1\
            """));
    }

    @Test
    void a_row_that_another_instance_has_locked_is_skipped() {
        fill(2, "91 days", "NULL");
        String other = "SELECT 1 FROM inbox_item WHERE user_id = $1 AND notification_id = ('f' || substr(md5($1 || 1),"
                + " 2))::uuid FOR UPDATE";
        pool.withTransaction(connection ->
                        connection.preparedQuery(other).execute(Tuple.of(user)).chain(() -> retention.run()))
                .await()
                .indefinitely();
        assertEquals(1, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
    }

    private void deleteAllExpired() {
        NextRun next;
        do {
            next = retention.run().await().indefinitely();
        } while (next.equals(NextRun.IMMEDIATELY));
    }

    private void fill(int count, String age, String expires) {
        for (String sql : new String[] {NOTIFICATIONS.formatted(age, count), ITEMS.formatted(expires, count)}) {
            await(pool.preparedQuery(sql).execute(Tuple.of(user)));
        }
    }

    private long notifications() {
        return count("""
            SELECT count(*) FROM generate_series(1, 2500) AS n JOIN notification ON id = ('f' || substr(md5($1 || n), 2))::uuid\
            """);
    }

    private long count(String sql) {
        return queryRow(sql).getLong(0);
    }

    private Row queryRow(String sql) {
        return await(pool.preparedQuery(sql).execute(Tuple.of(user))).iterator().next();
    }

    private static RowSet<Row> await(Uni<RowSet<Row>> answer) {
        return answer.await().indefinitely();
    }
}
