package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.dev.FreePorts;
import io.herald.push.Database;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers of docs/hooks.md, as hooks of the service: they accept what it sends, and nothing else. */
class HookGuideIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int node = FreePorts.free();
    private final int python = FreePorts.free();

    @Test
    void the_receivers_accept_the_calls_of_the_service_and_refuse_unsigned_ones() throws Exception {
        CodeBlocks page = CodeBlocks.of("hooks.md");
        String nodePath = ExamplePublishersIT.installed("node");
        String pythonPath = ExamplePublishersIT.installed("python3");
        Process inNode = start(nodePath, "receiver.mjs", page.in("js").get(0), node);
        Process inPython = start(pythonPath, "receiver.py", page.in("python").get(0), python);
        Map<String, String> settings = new TreeMap<>(Database.create().settings());
        settings.putAll(hook("node", node));
        settings.putAll(hook("python", python));
        try (HeraldProcess herald = HeraldProcess.start(settings)) {
            herald.awaitSchema();
            Api admin =
                    new Api(herald.baseUri(), Tokens.of("root").groups("admin").sign());
            Await.until(
                    "the hooks are registered",
                    () -> json(admin, "/api/v1/hooks").path("hooks").size() == 2);
            herald.stream(Tokens.of("visitor-" + UUID.randomUUID()).sign());
            for (int port : new int[] {node, python}) {
                Await.until("the receiver refuses an unsigned call", () -> post(port) == 401);
            }
            Await.until(
                    "both have accepted the event", () -> isDelivered(admin, "node") && isDelivered(admin, "python"));
        } finally {
            inNode.destroyForcibly();
            inPython.destroyForcibly();
        }
    }

    private Process start(String interpreter, String name, String code, int port) throws IOException {
        assertEquals(2, code.split("8000", -1).length, "the port in " + name);
        Path program = Files.writeString(directory.resolve(name), code.replace("8000", Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder(interpreter, program.toString()).inheritIO();
        builder.environment().put("SECRET", SECRET);
        return builder.start();
    }

    private static Map<String, String> hook(String name, int port) {
        String prefix = "herald.hooks." + name;
        return Map.of(
                prefix + ".url",
                "http://127.0.0.1:" + port + "/herald",
                prefix + ".secret",
                SECRET,
                prefix + ".events",
                "user.online");
    }

    private int post(int port) throws Exception {
        HttpRequest unsigned = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"user.online\"}"))
                .build();
        return http.send(unsigned, BodyHandlers.discarding()).statusCode();
    }

    private static boolean isDelivered(Api admin, String hook) throws IOException {
        JsonNode events = json(admin, "/api/v1/hooks/" + hook + "/events").path("events");
        return events.size() == 1 && events.get(0).path("state").asText().equals("delivered");
    }

    private static JsonNode json(Api admin, String path) throws IOException {
        return new ObjectMapper().readTree(admin.get(path).body());
    }
}
