package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Executables;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the publishers of {@code examples} behind a proxy that fails at first: each notification still arrives, once. */
@Tag("extended")
class ExamplePublishersIT {

    @RegisterExtension
    static final SharedInstances instances = new SharedInstances();

    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final String TITLE = "Your order is on its way";

    /** Covers a start beside other tests that use all cores. */
    private static final Duration START = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    private final String user = "customer-" + UUID.randomUUID();
    private final String token = Tokens.publisher("shop-" + user);
    private final UnreliableProxy proxy =
            UnreliableProxy.inFrontOf(instances.one().baseUri());
    private final SseClient stream = instances.two().stream(Tokens.of(user).sign());

    @AfterEach
    void close() {
        stream.close();
        proxy.close();
    }

    @Test
    void node() throws Exception {
        run(installed("node"), "publisher-node/publisher.mjs", user, TITLE);
        assertArrivedOnce(TITLE);
    }

    @Test
    void python() throws Exception {
        run(installed("python3"), "publisher-python/publisher.py", user, TITLE);
        assertArrivedOnce(TITLE);
    }

    @Test
    void quarkus() throws Exception {
        serve("publisher-quarkus/target/quarkus-app/quarkus-run.jar", "QUARKUS_HTTP_PORT");
        assertArrivedOnce("Order 4711 is on its way");
    }

    @Test
    void spring() throws Exception {
        serve("publisher-spring/target/publisher-spring.jar", "SERVER_PORT");
        assertArrivedOnce("Order 4711 is on its way");
    }

    private Map<String, String> environment() {
        return Map.of("HERALD_URL", proxy.url(), "HERALD_TOKEN", token, "PYTHONDONTWRITEBYTECODE", "1");
    }

    private void run(String... command) throws Exception {
        Program.run(EXAMPLES, environment(), List.of(command));
    }

    static String installed(String name) {
        return Executables.find("", List.of(name))
                .map(Path::toString)
                .orElseGet(() -> skip(name + " is not installed"));
    }

    private static String skip(String reason) {
        System.err.println("SKIPPED: " + reason + ".");
        return Assumptions.abort(reason);
    }

    /** Starts a service and calls it twice for the same order. Its own build, which precedes this one in CI, packages it. */
    private void serve(String jar, String portVariable) throws Exception {
        Path file = EXAMPLES.resolve(jar);
        if (!Files.exists(file)) {
            skip(jar + " does not exist, build it with ./mvnw -f examples/pom.xml package");
        }
        int port = FreePorts.free();
        ProcessBuilder builder = new ProcessBuilder(
                HeraldProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-jar",
                file.toString());
        Path log = directory.resolve("log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment());
        builder.environment().put(portVariable, Integer.toString(port));
        Process process = builder.start();
        try {
            Api shop = new Api(URI.create("http://127.0.0.1:" + port), "none");
            String order = "/orders/4711/shipped?customer=" + user;
            Await.until(
                    jar + " answers", () -> process.isAlive() && shop.get("/").statusCode() == 404);
            String first = shop.post(order, "").body();
            assertEquals(first, shop.post(order, "").body());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends another notification, so that a second copy of the first one would have arrived before it. */
    private void assertArrivedOnce(String title) {
        new Api(instances.one().baseUri(), token).notify(user, "last");
        stream.await(event -> event.is("notification") && event.data().contains("\"title\":\"last\""));
        List<SseEvent> events = stream.events("notification");
        assertEquals(2, events.size(), events::toString);
        assertTrue(events.get(0).data().contains("\"title\":\"" + title + "\""), events::toString);
        assertEquals(
                1, proxy.keys().stream().distinct().count(), () -> proxy.keys().toString());
    }
}
