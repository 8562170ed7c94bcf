package io.herald.ops.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawHttp;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An instance with a port for operators, beside instances without one. */
class ManagementServerIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final List<String> FOR_OPERATORS = List.of("/q/metrics", "/q/info", "/q/openapi", "/q/swagger-ui/");
    private static final List<String> HEALTH =
            List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started");

    private static final int PORT = FreePorts.free();
    private static HeraldProcess instance;
    private static Api main;
    private static Api management;

    @BeforeAll
    static void start() {
        instance = INSTANCES.another(Map.of("herald.management.port", Integer.toString(PORT)));
        main = new Api(instance.baseUri(), Tokens.publisher("operator"));
        management = new Api(URI.create("http://127.0.0.1:" + PORT), main.token());
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void the_paths_for_operators_move_to_the_management_port() {
        for (String path : FOR_OPERATORS) {
            assertEquals(404, main.get(path).statusCode(), path);
            assertEquals(200, management.get(path).statusCode(), path);
        }
    }

    /** Another spelling must not reach them through the main port. */
    @Test
    void no_spelling_of_a_path_bypasses_the_separation() throws IOException {
        for (String path :
                List.of("/q//metrics", "//q/metrics", "/q/./metrics", "/api/../q/metrics", "/q/metrics/", "/q")) {
            assertEquals(404, status(path), path);
        }
        for (String path : List.of("/%71/metrics", "/q/metrics;a=b")) {
            assertEquals(400, status(path), path);
        }
    }

    private static int status(String path) throws IOException {
        try (RawHttp connection = RawHttp.to(instance.baseUri())) {
            connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return connection.response().status();
        }
    }

    @Test
    void both_ports_serve_the_health_checks() {
        for (String path : HEALTH) {
            assertEquals(200, main.get(path).statusCode(), path);
            assertEquals(200, management.get(path).statusCode(), path);
        }
    }

    @Test
    void the_management_port_serves_neither_calls_nor_pages() {
        String notification = "{\"to\":{\"users\":[\"" + UUID.randomUUID() + "\"]},\"type\":\"info\",\"title\":\"a\"}";
        assertEquals(404, management.publish(notification).statusCode());
        assertEquals(202, main.publish(notification).statusCode());
        assertEquals(404, management.get("/").statusCode());
        assertEquals(404, management.get("/ws").statusCode());
    }

    @Test
    void the_main_port_serves_everything_by_default() {
        Api everything = new Api(INSTANCES.one().baseUri(), main.token());
        for (String path : FOR_OPERATORS) {
            assertEquals(200, everything.get(path).statusCode(), path);
        }
    }
}
