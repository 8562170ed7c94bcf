package io.herald.ops.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestTagsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    RequestTagsTest() {
        registry.config().meterFilter(new RequestMetrics());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void an_unknown_path_or_method_creates_no_series() {
        for (int i = 0; i < 1_000; i++) {
            count("http.server.requests", "ODD" + i, "/api/v1/users/user-" + i + "/presence");
            count("http.server.requests", "GET", "/" + i);
            count("http.server.websocket.connections", "GET", "/ws/" + i);
        }
        assertEquals(
                Set.of("UNKNOWN UNKNOWN", "GET UNKNOWN"),
                registry.getMeters().stream().map(RequestTagsTest::methodAndUri).collect(Collectors.toSet()));
        assertEquals(3, registry.getMeters().size());
    }

    @Test
    void files_are_counted_by_folder() {
        count("http.server.requests", "GET", "/client/herald.js");
        count("http.server.requests", "GET", "/client/odd");
        count("http.server.requests", "GET", "/console/console.js");
        assertEquals(
                Set.of("GET /client/*", "GET /console/*"),
                registry.getMeters().stream().map(RequestTagsTest::methodAndUri).collect(Collectors.toSet()));
    }

    @Test
    void path_templates_and_paths_of_quarkus_are_kept() {
        for (String uri :
                List.of("/api/v1/rooms/{room}", "/ws", "/q/metrics", "root", "NOT_FOUND", "/cors-preflight")) {
            count("http.server.requests", "PUT", uri);
        }
        assertEquals(6, registry.getMeters().size());
    }

    @Test
    void other_metrics_are_not_changed() {
        count("herald.calls", "ODD", "/odd");
        assertEquals("ODD /odd", methodAndUri(registry.getMeters().get(0)));
    }

    private void count(String name, String method, String uri) {
        registry.counter(name, Tags.of("method", method, "uri", uri)).increment();
    }

    private static String methodAndUri(Meter meter) {
        return meter.getId().getTag("method") + " " + meter.getId().getTag("uri");
    }
}
