package io.herald.database;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import io.herald.testing.VanishingProxy;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connection over which an instance migrates the schema. */
@Tag("extended")
class MigrationConnectionIT {

    private static final String JDBC_URL = "quarkus.datasource.jdbc.url";

    /** A firewall between the two drops packets, for example, and then no longer. */
    @Test
    void a_server_that_accepts_connections_and_never_answers_does_not_block_later_migrations() throws IOException {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        URI direct = URI.create(settings.get(JDBC_URL).substring("jdbc:".length()));
        try (VanishingProxy proxy = VanishingProxy.inFrontOf(direct.getPort())) {
            settings.put(
                    JDBC_URL, "jdbc:postgresql://127.0.0.1:" + proxy.port() + direct.getPath() + "?sslmode=disable");
            proxy.vanishAtOnce(true);
            try (HeraldProcess herald = HeraldProcess.launch(settings)) {
                awaitLog(herald, "schema.migration.failed");
                proxy.vanishAtOnce(false);
                awaitLog(herald, "schema.migrated");
            }
        }
    }

    private static void awaitLog(HeraldProcess herald, String text) {
        Await.until(text, () -> herald.log().stream().anyMatch(line -> line.contains(text)));
    }
}
