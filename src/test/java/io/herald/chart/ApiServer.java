package io.herald.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for an API server that stores objects and does nothing with them: enough for Helm to install, upgrade and
 * uninstall a release. It shows what depends on a cluster: {@code lookup}, the known kinds, and what a release leaves behind.
 */
final class ApiServer implements AutoCloseable {

    static {
        // Otherwise each answer waits for the acknowledgement of its head, for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final ApiDiscovery discovery;

    /** By path. */
    private final Map<String, ObjectNode> objects = new TreeMap<>();

    private final ReleaseRecords records = new ReleaseRecords();

    private ApiServer(HttpServer server, ApiDiscovery discovery) {
        this.server = server;
        this.discovery = discovery;
        server.createContext("/", this::handle);
        server.start();
    }

    static ApiServer start() {
        return start(ApiDiscovery.builtIn());
    }

    static ApiServer startWithPrometheusOperator() {
        return start(ApiDiscovery.withPrometheusOperator());
    }

    private static ApiServer start(ApiDiscovery discovery) {
        try {
            return new ApiServer(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0), discovery);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String kubeConfig() {
        return """
            {apiVersion: v1, kind: Config, current-context: test, users: [],
             clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}],
             contexts: [{name: test, context: {cluster: test, user: ""}}]}
            """.formatted(server.getAddress().getPort());
    }

    /** Returns the objects of a kind, without the records of Helm. */
    synchronized List<ObjectNode> all(String kind) {
        return objects.values().stream()
                .filter(object -> kind.equals(object.path("kind").asText()))
                .toList();
    }

    synchronized ObjectNode only(String kind) {
        List<ObjectNode> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " of " + kind);
        }
        return all.get(0);
    }

    synchronized ObjectNode named(String kind, String name) {
        return all(kind).stream()
                .filter(object -> name.equals(object.at("/metadata/name").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** Sets the replicas of a Deployment, as an autoscaler does. */
    synchronized void scale(String deployment, int replicas) {
        ((ObjectNode) named("Deployment", deployment).path("spec")).put("replicas", replicas);
    }

    /** Returns the record of the newest revision of the release. */
    synchronized JsonNode release() {
        return records.newest();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] record = record(exchange, path.substring(path.lastIndexOf('/') + 1));
        if (record != null) {
            send(exchange, 200, ReleaseRecords.CONTENT_TYPE, record);
            return;
        }
        JsonNode answer = switch (exchange.getRequestMethod()) {
            case "GET" -> get(path);
            case "POST" -> post(path, (ObjectNode) body(exchange));
            case "PUT" -> put(path, (ObjectNode) body(exchange));
            case "PATCH" -> patch(path, body(exchange));
            case "DELETE" -> objects.remove(path);
            default -> null;
        };
        Object notFound =
                Map.of("kind", "Status", "apiVersion", "v1", "status", "Failure", "reason", "NotFound", "code", 404);
        byte[] bytes = JSON.writeValueAsBytes(answer == null ? notFound : answer);
        send(exchange, answer == null ? 404 : 200, "application/json", bytes);
    }

    /** Returns the answer to a request of Helm for a record of the release, or null for other requests. */
    private byte @Nullable [] record(HttpExchange exchange, String name) throws IOException {
        if (ReleaseRecords.CONTENT_TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                && !exchange.getRequestMethod().equals("DELETE")) {
            return records.put(exchange.getRequestBody().readAllBytes());
        }
        return switch (exchange.getRequestMethod()) {
            case "GET" -> name.equals("secrets") ? records.list() : records.get(name);
            case "DELETE" -> records.remove(name);
            default -> null;
        };
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return JSON.readTree(exchange.getRequestBody());
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode post(String path, ObjectNode object) {
        return put(path + "/" + object.at("/metadata/name").asText(), object);
    }

    private ObjectNode put(String path, ObjectNode object) {
        if (object.path("kind").asText().equals("Deployment")) {
            ObjectNode spec = (ObjectNode) object.path("spec");
            // The default of the API server.
            if (!spec.has("replicas")) {
                spec.put("replicas", 1);
            }
        }
        objects.put(path, object);
        return object;
    }

    private @Nullable ObjectNode patch(String path, JsonNode patch) {
        ObjectNode object = objects.get(path);
        if (object == null) {
            return null;
        }
        merge(object, patch);
        return put(path, object);
    }

    /** Merges objects only: no test reads a patched list. */
    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (value.isNull()) {
                target.remove(property.getKey());
            } else if (value.isObject() && target.get(property.getKey()) instanceof ObjectNode child) {
                merge(child, value);
            } else if (!value.isArray()) {
                target.set(property.getKey(), value);
            }
        });
    }

    private @Nullable JsonNode get(String path) {
        return path.contains("/namespaces/") ? objects.get(path) : discovery.get(path);
    }
}
