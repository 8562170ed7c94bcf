package io.herald.push.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.push.Database;
import io.herald.testing.Await;
import io.herald.testing.PostgresServerProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The functions by which senders claim pushes, whatever the order in which PostgreSQL executes their calls. */
class PushClaimTest {

    private static final int PUSHES = 10;

    private static Database database;

    private final UUID one = UUID.randomUUID();
    private final UUID two = UUID.randomUUID();

    @BeforeAll
    static void migrate() {
        database = Database.create();
        Flyway.configure()
                .dataSource(
                        database.settings().get("quarkus.datasource.jdbc.url"),
                        database.settings().get("quarkus.datasource.username"),
                        database.settings().get("quarkus.datasource.password"))
                .load()
                .migrate();
    }

    @BeforeEach
    void add() {
        database.run("TRUNCATE push_job, push_sender");
        database.run("INSERT INTO push_sender (instance, epoch) VALUES ('" + one + "', 1), ('" + two + "', 1)");
        database.run("INSERT INTO push_job (subscription_id, user_id, origin, due)"
                + " SELECT gen_random_uuid(), 'u', 'https://a', now() FROM generate_series(1, " + PUSHES + ")");
    }

    private static String claim(UUID sender, int epoch, int most, String busy) {
        return "SELECT job FROM push_claim('" + sender + "', " + epoch + ", '{https://a}', '{" + most + "}', '{" + busy
                + "}')";
    }

    private static Set<Long> claimed(String claim) throws SQLException {
        try (Connection connection = connect()) {
            return claimed(connection, claim);
        }
    }

    private static Set<Long> claimed(Connection connection, String claim) throws SQLException {
        Set<Long> jobs = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(claim)) {
            while (rows.next()) {
                jobs.add(rows.getLong(1));
            }
        }
        return jobs;
    }

    private static Connection connect() {
        return PostgresServerProcess.connect(database.settings());
    }

    private static void beginEpoch(UUID sender, int epoch, long busy) {
        database.run("SELECT push_begin_epoch('" + sender + "', " + epoch + ", '{" + busy + "}')");
    }

    private static String remove(UUID sender) {
        return "SELECT push_remove_senders('{" + sender + "}')";
    }

    private static String claims(UUID sender) {
        return database.query("SELECT count(*) FROM push_job WHERE claimed_by = '" + sender + "'");
    }

    @Test
    void two_senders_claim_at_the_same_time_and_never_the_same_push() throws SQLException {
        try (Connection first = connect();
                Connection second = connect()) {
            first.setAutoCommit(false);
            Set<Long> all = new HashSet<>(claimed(first, claim(one, 1, 6, "")));
            assertEquals(6, all.size());
            Set<Long> others = claimed(second, claim(two, 1, 6, ""));
            assertEquals(4, others.size());
            first.commit();
            all.addAll(others);
            assertEquals(PUSHES, all.size());
        }
    }

    @Test
    void a_claim_that_is_executed_in_a_later_epoch_fails() throws SQLException {
        beginEpoch(one, 2, 0);
        assertThrows(SQLException.class, () -> claimed(claim(one, 1, 6, "")));
        assertEquals(6, claimed(claim(one, 2, 6, "")).size());
    }

    @Test
    void a_new_epoch_releases_what_is_not_in_progress() throws SQLException {
        long inProgress = claimed(claim(one, 1, 6, "")).iterator().next();
        claimed(claim(two, 1, 2, ""));
        beginEpoch(one, 2, inProgress);
        assertEquals(
                Long.toString(inProgress),
                database.query("SELECT string_agg(id::varchar, ',') FROM push_job WHERE claimed_by = '" + one + "'"));
        assertEquals("2", claims(two));
    }

    /** It would release what the sender has claimed meanwhile. */
    @Test
    void an_epoch_that_begins_after_a_later_one_releases_nothing() throws SQLException {
        beginEpoch(one, 3, 0);
        claimed(claim(one, 3, 6, ""));
        assertThrows(IllegalStateException.class, () -> beginEpoch(one, 2, 0));
        assertEquals("6", claims(one));
    }

    @Test
    void a_push_in_progress_that_is_due_again_is_not_claimed_by_its_sender() throws SQLException {
        long inProgress = claimed(claim(one, 1, 1, "")).iterator().next();
        database.run(
                "SELECT push_finish('" + one + "', '{" + inProgress + "}', '{later}', '{-infinity}', '{1}', '{f}')");
        Set<Long> others = claimed(claim(one, 1, PUSHES, Long.toString(inProgress)));
        assertEquals(PUSHES - 1, others.size());
        assertTrue(!others.contains(inProgress));
    }

    @Test
    void a_removed_sender_claims_nothing() {
        database.run(remove(one));
        assertThrows(SQLException.class, () -> claimed(claim(one, 1, 6, "")));
        assertThrows(IllegalStateException.class, () -> beginEpoch(one, 2, 0));
    }

    @Test
    void the_removal_of_a_sender_releases_a_claim_in_progress() throws SQLException {
        try (Connection claiming = connect()) {
            claiming.setAutoCommit(false);
            claimed(claiming, claim(one, 1, 6, ""));
            CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> database.run(remove(one)));
            Await.until(
                    "the removal waits",
                    () -> !database.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND datname = current_database()")
                            .equals("0"));
            claiming.commit();
            removal.join();
        }
        assertEquals("0", claims(one));
        assertEquals(PUSHES, claimed(claim(two, 1, PUSHES, "")).size());
    }
}
