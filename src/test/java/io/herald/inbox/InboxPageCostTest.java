package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.inbox.storage.InboxPosition;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page has a bounded cost, however many items an inbox has. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxPageCostTest {

    private static final String NOTIFICATIONS = """
        INSERT INTO notification (id, at, sender, content)
        SELECT ('e' || substr(md5($1 || n), 2))::uuid, now() - n * interval '1 millisecond', 'billing', '{}'
        FROM generate_series(1, $2::bigint) AS n\
        """;

    private static final String ITEMS = """
        INSERT INTO inbox_item (user_id, notification_id, at, state, read_at)
        SELECT $1, id, at, n % 3, now() FROM generate_series(1, $2::bigint) AS n
        JOIN notification ON id = ('e' || substr(md5($1 || n), 2))::uuid\
        """;

    @Inject
    Pool pool;

    private final String user = "pages-" + UUID.randomUUID();

    @BeforeEach
    void awaitSchema() {
        Await.until(
                "the schema exists",
                () -> await(pool.query("SELECT seq FROM inbox_item LIMIT 1").execute()) != null);
    }

    /**
     * A page is a range of an index that starts at the cursor, or a merge of one for each state: newer rows are not read, and
     * nothing is sorted. A merge reads one row more of each range.
     */
    @ParameterizedTest
    @CsvSource({",,53", "1,,51", ",'',51", "1,'',153"})
    void a_page_deep_in_a_large_inbox_reads_as_few_rows_as_the_first_page(Short state, String category, long most)
            throws IOException {
        fill(5_000);
        Row middle = queryRow(
                "SELECT at, seq, notification_id FROM inbox_item WHERE user_id = $1 ORDER BY at OFFSET 2500 LIMIT 1");
        var from = new InboxPosition(middle.getOffsetDateTime(0), middle.getLong(1), middle.getUUID(2));
        InboxPageSql query = new InboxPageSql(user, state, category, 50, from);
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
        assertTrue(read <= most, () -> read + " rows: " + plan);
    }

    private void fill(long count) {
        for (String sql : new String[] {NOTIFICATIONS, ITEMS}) {
            await(pool.preparedQuery(sql).execute(Tuple.of(user, count)));
        }
        await(pool.query("ANALYZE inbox_item, notification").execute());
    }

    private Row queryRow(String sql) {
        return await(pool.preparedQuery(sql).execute(Tuple.of(user))).iterator().next();
    }

    private static RowSet<Row> await(Uni<RowSet<Row>> answer) {
        return answer.await().indefinitely();
    }
}
