package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance with a long index build, which waits in PostgreSQL for an older transaction. */
@Tag("extended")
class IndexBuildIT {

    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final String READY = "/q/health/ready";

    private final String database = "indexes_" + UUID.randomUUID().toString().replace('-', '_');
    private final String reactiveUrl =
            TestServers.settings().get(REACTIVE).replaceFirst("(//[^/]+/)[^?]*", "$1" + database);

    @Test
    void an_instance_that_builds_indexes_serves_requests_and_stops_on_termination() throws SQLException {
        create();
        Map<String, String> settings = Map.of(
                REACTIVE,
                reactiveUrl,
                "quarkus.datasource.jdbc.url",
                JdbcUrlInterceptor.jdbc(reactiveUrl),
                "herald.log.key-prefix",
                database,
                "herald.drain.window",
                "1s");
        try (Connection old = transaction();
                HeraldProcess herald = HeraldProcess.start(settings)) {
            Api health = new Api(herald.baseUri(), null);
            Await.until(
                    "readiness reports the index build",
                    () -> health.get(READY).body().contains("builds indexes"));
            Await.until("PostgreSQL builds an index", this::isBuilding);
            Api alice = new Api(herald.baseUri(), Tokens.of("alice").sign());
            HttpResponse<String> inbox = alice.get("/api/v1/inbox");
            assertEquals(200, inbox.statusCode(), inbox::body);
            assertTrue(herald.isRunning());

            long start = System.nanoTime();
            assertEquals(143, herald.terminate());
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(elapsed.compareTo(Duration.ofSeconds(8)) < 0, () -> "ended after " + elapsed);
        }
    }

    private void create() throws SQLException {
        try (Connection connection = connect(TestServers.settings().get(REACTIVE));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    private Connection transaction() throws SQLException {
        Connection connection = connect(reactiveUrl);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        return connection;
    }

    /** Uses a separate connection, because a transaction reads the progress view only once. */
    private boolean isBuilding() throws SQLException {
        try (Connection connection = connect(reactiveUrl);
                Statement statement = connection.createStatement()) {
            return statement
                    .executeQuery("SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database()")
                    .next();
        }
    }

    private static Connection connect(String reactive) throws SQLException {
        Map<String, String> settings = TestServers.settings();
        return DriverManager.getConnection(
                JdbcUrlInterceptor.jdbc(reactive),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }
}
