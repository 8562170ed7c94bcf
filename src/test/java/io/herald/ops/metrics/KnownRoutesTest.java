package io.herald.ops.metrics;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests to a new route must not be counted as unknown, and a removed route must not remain in the list. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class KnownRoutesTest {

    @Test
    void the_routes_of_the_metrics_are_those_of_the_openapi_document() {
        Map<String, ?> paths = given().queryParam("format", "JSON")
                .get("/q/openapi")
                .jsonPath()
                .getMap("paths");
        Set<String> documented = paths.keySet().stream()
                .filter(path -> path.startsWith("/api/v1/") || path.equals("/ws"))
                .collect(Collectors.toSet());
        Set<String> measured = RequestMetrics.ROUTES.stream()
                .filter(path -> !path.startsWith("/q/"))
                .collect(Collectors.toSet());
        assertEquals(new TreeSet<>(documented), new TreeSet<>(measured));
    }
}
