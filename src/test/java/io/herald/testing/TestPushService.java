package io.herald.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A push service (RFC 8030) whose subscriptions answer as a test wants: with any status, late, not at all, or with a reset. The
 * path of an endpoint is its name.
 */
public final class TestPushService implements AutoCloseable {

    /** What an endpoint does with a push. */
    public interface Behavior {
        void handle(HttpServerRequest request);
    }

    /**
     * A push that has arrived.
     *
     * @param headers by name in lower case
     */
    public record Push(String endpoint, Map<String, String> headers, byte[] body, long atNanos) {}

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Queue<Push> received = new ConcurrentLinkedQueue<>();
    private final Map<String, Behavior> behaviors = new ConcurrentHashMap<>();
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private final Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
    private volatile Behavior usual = answer(201);
    private volatile boolean keepsBodies = true;
    private final HttpServer server;
    private final String scheme;

    private TestPushService(HttpServerOptions options) {
        server = await(
                vertx.createHttpServer(options).requestHandler(this::receive).listen(0, "127.0.0.1"));
        scheme = options.isSsl() ? "https" : "http";
    }

    public static TestPushService start() {
        return new TestPushService(new HttpServerOptions());
    }

    /** Starts one with TLS and HTTP/2, as those of the browsers. */
    public static TestPushService start(Certificates certificates) {
        return new TestPushService(new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(certificates.keyStore().toString())
                        .setPassword(Certificates.PASSWORD)));
    }

    /** Settings with which an instance may push to this service. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("herald.push.allow-private", "true");
        settings.put("herald.push.hosts", "127.0.0.1:" + port() + ",localhost:" + port());
        return settings;
    }

    public int port() {
        return server.actualPort();
    }

    /** The address of an endpoint, by name. */
    public String endpoint(String name) {
        return scheme + "://127.0.0.1:" + port() + "/" + name;
    }

    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + port());
    }

    /** What all endpoints without a behavior of their own do. At first they answer 201. */
    public void behave(Behavior behavior) {
        usual = behavior;
    }

    public void behave(String endpoint, Behavior behavior) {
        behaviors.put(endpoint, behavior);
    }

    public static Behavior answer(int status, String... headers) {
        return request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
            request.response().setStatusCode(status).end();
        };
    }

    public static Behavior hang() {
        return request -> {};
    }

    public static Behavior reset() {
        return request -> request.connection().close();
    }

    public Behavior late(long millis, int status) {
        return request -> vertx.setTimer(
                millis, elapsed -> request.response().setStatusCode(status).end());
    }

    /** Forgets what has arrived, and how endpoints behave. */
    public void forget() {
        received.clear();
        behaviors.clear();
        usual = answer(201);
    }

    /** For tests with very many pushes. */
    public void dropBodies() {
        keepsBodies = false;
    }

    public List<Push> received() {
        return List.copyOf(received);
    }

    public List<Push> received(String endpoint) {
        return received.stream()
                .filter(push -> push.endpoint().equals(endpoint))
                .toList();
    }

    /** The versions of HTTP with which pushes have arrived. */
    public Set<HttpVersion> versions() {
        return Set.copyOf(versions);
    }

    /** The number of connections over which pushes have arrived. */
    public int connections() {
        return connections.size();
    }

    public int count() {
        return received.size();
    }

    /** Waits until the endpoint has received this many pushes. */
    public List<Push> await(String endpoint, int pushes) {
        Await.until(
                endpoint + " has " + pushes + " pushes",
                () -> received(endpoint).size() >= pushes);
        return received(endpoint);
    }

    private void receive(HttpServerRequest request) {
        connections.add(request.remoteAddress().port());
        versions.add(request.version());
        request.body().onSuccess(body -> {
            Map<String, String> headers = new TreeMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            String endpoint = request.path().substring(1);
            received.add(new Push(endpoint, headers, keepsBodies ? bytes(body) : new byte[0], System.nanoTime()));
            behaviors.getOrDefault(endpoint, usual).handle(request);
        });
    }

    private static byte[] bytes(@Nullable Buffer body) {
        return body == null ? new byte[0] : body.getBytes();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
