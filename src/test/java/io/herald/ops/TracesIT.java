package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpServer;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The trace of a publisher covers its call, the log and the delivery. */
class TracesIT {

    private static final String PARENT = "00f067aa0ba902b7";

    private static final List<String> COLLECTED = new CopyOnWriteArrayList<>();
    private static HttpServer collector;
    private static HeraldProcess herald;

    private final String user = "traced-" + UUID.randomUUID();
    private final Api publisher = new Api(herald.baseUri(), Tokens.publisher("billing"));
    private final Api reader = new Api(herald.baseUri(), Tokens.of(user).sign());

    @BeforeAll
    static void start() {
        collector = collector();
        herald = HeraldProcess.start(tracing());
    }

    @AfterAll
    static void stop() {
        herald.close();
        collector.stop(0);
    }

    @Test
    void a_sampled_call_is_traced_to_its_delivery() {
        assertTraced("");
    }

    @Test
    void a_call_that_is_not_sampled_leaves_no_trace() {
        try (SseClient stream = stream()) {
            String unsampled = send("", "00");
            stream.await("notification");
            String sampled = send("", "01");
            // Spans are exported in the order of delivery.
            Await.until("the span of the sampled call", () -> hasDelivery(sampled));
            assertFalse(hasDelivery(unsampled));
        }
    }

    @Test
    void a_scheduled_notification_carries_the_trace_of_its_publisher() {
        assertTraced(",\"deliverAt\":\"" + Instant.now().plusSeconds(2) + "\"");
    }

    /** The idempotency record is read before the append, and Redis answers on another event loop. */
    @Test
    void a_notification_with_an_idempotency_key_carries_the_trace() {
        assertTraced("", "Idempotency-Key", user);
    }

    /** The append returns the notification, so that the preferences are applied. */
    @Test
    void a_notification_to_a_user_with_preferences_carries_the_trace() {
        String preferences = "{\"categories\":{\"ads\":\"mute\"}}";
        assertEquals(200, reader.put("/api/v1/inbox/preferences", preferences).statusCode());
        assertTraced(",\"category\":\"news\"");
    }

    @Test
    @Tag("extended")
    void the_warm_up_is_neither_traced_nor_in_the_access_log() {
        assumeFalse(HeraldProcess.isNative(), "a native executable does not warm up");
        Map<String, String> settings = new TreeMap<>(tracing());
        settings.put("quarkus.otel.traces.sampler.arg", "1.0");
        settings.put("quarkus.http.access-log.enabled", "true");
        settings.put("herald.warmup", "5s");
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.execute("SET", "herald:{0}:ready", "1");
            settings.putAll(redis.settings());
            try (HeraldProcess warm = HeraldProcess.start(settings)) {
                Api api = new Api(warm.baseUri(), publisher.token());
                assertTrue(api.get("/q/health/ready").body().contains("completed"));
                assertEquals(400, api.post("/api/v1/notifications", "{}").statusCode());
                Await.until(
                        "the span of a later call",
                        () -> COLLECTED.stream().anyMatch(spans -> spans.contains("POST /api/v1/notifications")));
                Await.until(
                        "the line of a later call",
                        () -> warm.log().stream().anyMatch(line -> line.contains("POST /api/v1/notifications")));
                assertTrue(COLLECTED.stream().noneMatch(spans -> spans.contains("warm-up")), "a call is traced");
                assertEquals(
                        List.of(),
                        warm.log().stream()
                                .filter(line -> line.contains("/warm-up"))
                                .toList());
            }
        }
    }

    private void assertTraced(String more, String... headers) {
        try (SseClient stream = stream()) {
            String trace = send(more, "01", headers);
            stream.await("notification");
            Await.until("the span of the delivery", () -> hasDelivery(trace));
        }
    }

    private SseClient stream() {
        SseClient stream = SseClient.open(reader.stream(""), Tokens.of(user).sign());
        stream.await("ready");
        return stream;
    }

    /** @return the trace id */
    private String send(String more, String flags, String... headers) {
        String trace = UUID.randomUUID().toString().replace("-", "");
        String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"x\"" + more + "}";
        Stream<String> parent = Stream.of("traceparent", "00-" + trace + "-" + PARENT + "-" + flags);
        String[] all = Stream.concat(parent, Stream.of(headers)).toArray(String[]::new);
        assertEquals(202, publisher.post("/api/v1/notifications", body, all).statusCode());
        return trace;
    }

    /** A span is a protobuf message: it starts with the raw trace id, and the name follows soon after. */
    private static boolean hasDelivery(String trace) {
        String id = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
        Pattern span = Pattern.compile(Pattern.quote(id) + ".{0,40}herald\\.deliver", Pattern.DOTALL);
        return COLLECTED.stream().anyMatch(spans -> span.matcher(spans).find());
    }

    private static Map<String, String> tracing() {
        return Map.of(
                "quarkus.otel.sdk.disabled", "false",
                "quarkus.otel.exporter.otlp.protocol", "http/protobuf",
                "quarkus.otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                "quarkus.otel.exporter.otlp.compression", "none",
                "quarkus.otel.bsp.schedule.delay", "200ms");
    }

    private static HttpServer collector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                COLLECTED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
