package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publishing, streams and startup work without PostgreSQL, if Redis has a copy of the revocations. */
@Tag("extended")
class PostgresOutageIT {

    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final String PREFIX = "away";

    @BeforeAll
    static void copyRevocations() {
        try (HeraldProcess herald = HeraldProcess.start(Map.of("herald.log.key-prefix", PREFIX))) {
            Await.until(
                    "the copy is complete",
                    () -> TestServers.redis("ZSCORE", "{" + PREFIX + ":copy:revocations}", "") != null);
        }
    }

    private static HeraldProcess startWithoutDatabase() {
        String unreachable = "postgresql://127.0.0.1:" + FreePorts.free() + "/herald";
        return HeraldProcess.start(Map.of(
                REACTIVE,
                unreachable,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + unreachable,
                "herald.log.key-prefix",
                PREFIX));
    }

    @Test
    void an_instance_starts_without_the_database_and_logs_it() {
        try (HeraldProcess herald = startWithoutDatabase()) {
            awaitLog(herald, "schema.migration.failed retryMs=");
            assertEquals(143, herald.terminate());
        }
    }

    @Test
    void messages_are_accepted_while_it_is_unknown_whether_the_room_keeps_them() {
        String room = "room-" + UUID.randomUUID();
        try (HeraldProcess herald = startWithoutDatabase()) {
            Api api = new Api(
                    herald.baseUri(),
                    Tokens.of("billing")
                            .groups("publisher")
                            .herald(Map.of("join", List.of(room)))
                            .sign());
            HttpResponse<String> sent = api.post("/api/v1/rooms/" + room + "/messages", "{\"content\":\"x\"}");
            assertEquals(202, sent.statusCode(), sent::body);
            HttpResponse<String> page = api.get("/api/v1/channels/room:" + room + "/events");
            assertEquals(200, page.statusCode(), page::body);
            assertTrue(page.body().contains("\"content\":\"x\""), page::body);
            assertTrue(
                    page.body().contains("\"reset\":true"),
                    "the page is marked as possibly incomplete: " + page.body());
        }
    }

    @Test
    void the_reactive_url_is_the_only_required_database_url() {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.remove("quarkus.datasource.jdbc.url");
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            awaitLog(herald, "schema.migrated");
        }
    }

    private static void awaitLog(HeraldProcess herald, String text) {
        Await.until(text, () -> herald.log().stream().anyMatch(line -> line.contains(text)));
    }
}
