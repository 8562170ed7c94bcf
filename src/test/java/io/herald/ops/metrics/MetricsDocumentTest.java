package io.herald.ops.metrics;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dashboards and alerts rely on the document: it lists the metrics of the service with their types. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class MetricsDocumentTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(herald_[a-z_]+)` \\| (\\w+)", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("^# TYPE (herald_[a-z_]+) (\\w+)$", Pattern.MULTILINE);

    /** Suffix of the recent maximum, which Micrometer adds to a timer. */
    private static final String MAX = "_max";

    /** Metrics of configured databases and hooks: OutboxIT and HookAdministrationIT compare them with the document. */
    private static final Pattern CONFIGURED = Pattern.compile("herald_(outbox|hooks)_.*");

    @Test
    void the_documented_metrics_are_those_that_the_service_exposes() throws IOException {
        assertEquals(documented(), exposed());
    }

    /** A new version of a library may rename its metrics. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http_server_requests_seconds",
                "sql_pool_usage_seconds",
                "sql_pool_queue_delay_seconds",
                "sql_pool_active",
                "sql_pool_queue_size",
                "netty_eventexecutor_tasks_pending",
                "netty_allocator_memory_used",
                "process_cpu_usage",
                "process_files_open_files",
                "process_files_max_files"
            })
    void a_documented_metric_of_a_library_is_exposed(String name) {
        given().get("/api/v1/inbox");
        Await.until(name, () -> given().get("/q/metrics").asString().contains("# TYPE " + name + " "));
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> all = names(ROW, Files.readString(Path.of("docs", "metrics.md")));
        all.keySet().removeIf(CONFIGURED.asMatchPredicate());
        return all;
    }

    private static Map<String, String> exposed() {
        return names(TYPE, given().get("/q/metrics").asString());
    }

    private static Map<String, String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .filter(found -> !found.group(1).endsWith(MAX))
                .collect(Collectors.toMap(
                        found -> found.group(1).replaceFirst("_total$", ""),
                        found -> found.group(2),
                        (first, second) -> first,
                        TreeMap::new));
    }
}
