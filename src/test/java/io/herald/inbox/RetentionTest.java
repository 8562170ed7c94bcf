package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes with time, and what a page costs of that which has not gone. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class RetentionTest {

    /** Takes more than two rounds, of a thousand rows each. */
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
            INSERT INTO %1$s SELECT count(*) FROM gone WHERE user_id = '%2$s'; RETURN NULL;
        END $$;;
        CREATE TRIGGER %1$s AFTER DELETE ON inbox_item
            REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION %1$s()\
        """;

    @Inject
    Pool pool;

    @Inject
    Retention retention;

    private final String user = "retention-" + UUID.randomUUID();

    @BeforeEach
    void awaitSchema() {
        Await.until(
                "the schema",
                () -> retention.run().await().asOptional().indefinitely().isPresent());
    }

    @Test
    void what_is_too_old_goes_with_its_notification_however_much_it_is() {
        fill(MANY, "91 days", "NULL");
        sweepAll();
        assertEquals(0, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(0, notifications());
    }

    /** So that whoever reads or writes meanwhile waits for a moment at the most. */
    @Test
    void no_more_than_a_thousand_rows_go_at_once() {
        fill(MANY, "1 minute", "now() - interval '1 second'");
        String table = "deletion_" + Math.abs(user.hashCode());
        for (String sql : DELETIONS.formatted(table, user).split(";;")) {
            await(pool.query(sql).execute());
        }
        try {
            sweepAll();
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
    void what_is_younger_stays() {
        fill(3, "89 days", "now() + interval '1 hour'");
        sweepAll();
        assertEquals(3, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(3, notifications());
    }

    @Test
    void what_has_expired_goes_and_who_had_read_it_still_counts() {
        fill(MANY, "1 minute", "now() - interval '1 second'");
        sweepAll();
        assertEquals(0, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
        assertEquals(MANY, count("""
            SELECT sum(swept_read)::bigint FROM generate_series(1, 2500) AS n
            JOIN notification_fact ON notification_id = ('f' || substr(md5($1 || n), 2))::uuid WHERE swept = 1\
            """));
    }

    @Test
    void what_another_instance_has_under_its_hands_is_left_to_it_and_not_waited_for() {
        fill(2, "91 days", "NULL");
        String other = "SELECT 1 FROM inbox_item WHERE user_id = $1 AND notification_id = ('f' || substr(md5($1 || 1),"
                + " 2))::uuid FOR UPDATE";
        pool.withTransaction(
                        on -> on.preparedQuery(other).execute(Tuple.of(user)).chain(() -> retention.run()))
                .await()
                .indefinitely();
        assertEquals(1, count("SELECT count(*) FROM inbox_item WHERE user_id = $1"));
    }

    /** A page is a stretch of an index that begins where the page does: what is newer is not read, and nothing is sorted. */
    @ParameterizedTest
    @CsvSource({",", "1,", ",''", "1,''"})
    void a_page_deep_in_a_large_inbox_reads_as_little_as_the_first(Short state, String category) throws IOException {
        fill(5_000, "1 hour", "NULL");
        await(pool.query("ANALYZE inbox_item, notification").execute());
        Row middle = ask(
                "SELECT at, seq, notification_id FROM inbox_item WHERE user_id = $1 ORDER BY at OFFSET 2500 LIMIT 1");
        var from = new InboxPosition(middle.getOffsetDateTime(0), middle.getLong(1), middle.getUUID(2));
        InboxPageQuery query = new InboxPageQuery(user, state, category, 50, from);
        Object plan = await(pool.preparedQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + query.sql())
                        .execute(query.values()))
                .iterator()
                .next()
                .getValue(0);
        long read = new ObjectMapper()
                .readTree(plan.toString()).findParents("Relation Name").stream()
                        .filter(node -> node.get("Relation Name").asText().equals("inbox_item"))
                        .mapToLong(node -> node.get("Actual Rows").asLong()
                                + node.path("Rows Removed by Filter").asLong())
                        .sum();
        assertEquals(51, read, plan::toString);
    }

    private void sweepAll() {
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
        return ask(sql).getLong(0);
    }

    private Row ask(String sql) {
        return await(pool.preparedQuery(sql).execute(Tuple.of(user))).iterator().next();
    }

    private static RowSet<Row> await(Uni<RowSet<Row>> answer) {
        return answer.await().indefinitely();
    }
}
