package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The functions and the reader work behind PgBouncer in transaction mode, if it is installed. */
@Tag("extended")
class PgBouncerIT {

    private static final int ROWS = 100;

    private final String user = "outbox-" + UUID.randomUUID();

    @Test
    void services_and_herald_share_the_connections_of_a_pool_in_transaction_mode() throws SQLException {
        assumeTrue(PgBouncer.isInstalled());
        OutboxTestDatabase database = OutboxTestDatabase.create(TestServers.settings());
        try (PgBouncer pgBouncer = PgBouncer.inFrontOf(database.port(), database.users())) {
            OutboxTestDatabase pooled = database.through(pgBouncer.port());
            Map<String, String> settings = new HashMap<>(pooled.settings("orders"));
            settings.put("herald.log.key-prefix", user);
            try (HeraldProcess one = HeraldProcess.start(settings);
                    HeraldProcess two = HeraldProcess.start(settings)) {
                SseClient stream = one.stream(Tokens.of(user).sign());
                List<String> expected = new ArrayList<>();
                try (Connection first = pooled.connect();
                        Connection second = pooled.connect()) {
                    for (int i = 0; i < ROWS; i++) {
                        OutboxTestDatabase.notify(i % 2 == 0 ? first : second, user, "n" + i, user);
                        expected.add("n" + i);
                    }
                }
                Await.until("all rows", () -> OutboxIT.titles(stream).size() >= ROWS);
                assertEquals(expected, OutboxIT.titles(stream));
                Await.until("the rows are deleted", database::isEmpty);
                for (HeraldProcess instance : List.of(one, two)) {
                    Api api = new Api(instance.baseUri(), Tokens.of(user).sign());
                    Await.until(
                            "up to date",
                            () -> api.get("/q/health/ready").body().contains("\"orders\": \"up to date\""));
                }
            }
        }
    }
}
