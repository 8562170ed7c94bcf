package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.Secrets;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The commands of docs/outbox.md, with names and a password of this test, from the script to the retry of a dead row. */
class OutboxGuideIT {

    private static final Path HERE = Path.of("").toAbsolutePath();

    private final String psql = ExamplePublishersIT.installed("psql");
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final String password = Secrets.register(id);
    private final String user = "alice-" + id;
    private final int port = URI.create(TestServers.settings().get("quarkus.datasource.reactive.url"))
            .getPort();
    private final String database =
            "postgresql://orders_owner_" + id + ":" + password + "@127.0.0.1:" + port + "/orders_" + id;

    @Test
    void a_new_database_sends_its_rows_after_the_commands_of_the_page() throws Exception {
        createDatabase();
        CodeBlocks page = CodeBlocks.of("outbox.md");
        shell(page.in("sh").get(0));
        sql(page.in("sql").get(1));
        Map<String, String> settings = settings(page.in("properties").get(0));
        settings.put("herald.log.key-prefix", id);
        try (HeraldProcess herald = HeraldProcess.start(settings)) {
            SseClient stream = herald.stream(Tokens.of(user).sign());
            shell(page.in("sh").get(1));
            assertTrue(stream.await("notification").data().contains("\"title\":\"Hello\""));
            sql("CREATE TABLE orders (id int, state text);" + page.in("sql").get(0));
            Await.until("the order", () -> stream.toString().contains("Your order is on its way"));
            decideAboutDeadRows(page.in("sql").get(2), stream);
        }
    }

    /** The page retries row 17 and deletes row 18. */
    private void decideAboutDeadRows(String decisions, SseClient stream) throws Exception {
        String rejected = "SELECT herald.notify('{\"to\":{\"users\":[\"alice\"]},\"type\":\"info\",\"title\":\"%s\","
                + "\"escalate\":{\"after\":\"PT5M\",\"webhook\":\"unknown\"}}', key => '%s');";
        sql(rejected.formatted("Repaired", "a") + rejected.formatted("Dropped", "b"));
        Await.until(
                "the dead rows", () -> sql("SELECT count(*) FROM herald.dead").contains("2"));
        String first = sql("SELECT min(id) FROM herald.dead").strip();
        String second = sql("SELECT max(id) FROM herald.dead").strip();
        sql(decisions.replace("17", first).replace("18", second));
        Await.until("the repaired row", () -> stream.toString().contains("Repaired"));
        assertEquals("0", sql("SELECT count(*) FROM herald.dead").strip());
    }

    private void createDatabase() throws SQLException {
        try (Connection admin = PostgresServerProcess.connect(TestServers.settings());
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE ROLE orders_owner_" + id + " LOGIN CREATEROLE PASSWORD '" + password + "'");
            statement.execute("CREATE ROLE my_service_" + id);
            statement.execute("CREATE DATABASE orders_" + id + " OWNER orders_owner_" + id);
        }
    }

    private Map<String, String> settings(String documented) throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(documented));
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, own(properties.getProperty(name))));
        return settings;
    }

    private String own(String text) {
        return text.replace("orders-db:5432/orders", "127.0.0.1:" + port + "/orders_" + id)
                .replace("my_service", "my_service_" + id)
                .replace("herald_reader", "herald_reader_" + id)
                .replace("alice", user)
                .replace("…", password);
    }

    private void shell(String commands) throws Exception {
        run("bash", "-euc", own(commands));
    }

    private String sql(String statements) throws Exception {
        return run(psql, "-qtA", "-v", "ON_ERROR_STOP=1", database, "-c", own(statements));
    }

    private String run(String... command) throws Exception {
        return Program.run(HERE, Map.of("DATABASE", database), List.of(command));
    }
}
