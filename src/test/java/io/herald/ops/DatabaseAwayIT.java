package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.dev.Ports;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Waiting;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Publishing and streams go on without PostgreSQL, and so does starting. */
class DatabaseAwayIT {

    private static final String REACTIVE = "quarkus.datasource.reactive.url";

    @Test
    void starts_with_the_database_away_and_says_so() {
        String nobody = "postgresql://127.0.0.1:" + Ports.free() + "/herald";
        try (HeraldProcess herald =
                HeraldProcess.start(Map.of(REACTIVE, nobody, "quarkus.datasource.jdbc.url", "jdbc:" + nobody))) {
            awaitLog(herald, "schema is not up to date, next attempt in");
            assertEquals(143, herald.terminate());
        }
    }

    @Test
    void needs_only_the_reactive_url() {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.remove("quarkus.datasource.jdbc.url");
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            awaitLog(herald, "schema is up to date");
        }
    }

    private static void awaitLog(HeraldProcess herald, String text) {
        Waiting.until(text, () -> herald.log().stream().anyMatch(line -> line.contains(text)));
    }
}
