package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.herald.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publisher's trace, from its call through the log to the delivery. */
class TracesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String USER = "traced";

    private final List<String> collected = new CopyOnWriteArrayList<>();
    private final HttpServer collector = collector();

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void a_sampled_call_is_followed_to_its_delivery() {
        try (HeraldProcess herald = HeraldProcess.start(tracing())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            SseClient stream = SseClient.open(api.stream(""), Tokens.of(USER).sign());
            stream.await("ready");
            assertEquals(202, notify(api, "01"));
            stream.await("notification");
            Waiting.until("its span", () -> hasDelivery());
        }
    }

    @Test
    void a_call_that_is_not_sampled_leaves_no_trace() {
        try (HeraldProcess herald = HeraldProcess.start(tracing())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            SseClient stream = SseClient.open(api.stream(""), Tokens.of(USER).sign());
            stream.await("ready");
            assertEquals(202, notify(api, "00"));
            stream.await("notification");
            // What is left is sent when the process ends.
            herald.terminate();
            assertEquals(false, hasDelivery());
        }
    }

    private static int notify(Api api, String flags) {
        String body = "{\"to\":{\"users\":[\"" + USER + "\"]},\"type\":\"info\",\"title\":\"x\"}";
        return api.post("/api/v1/notifications", body, "traceparent", "00-" + TRACE + "-" + PARENT + "-" + flags)
                .statusCode();
    }

    /** A span is a message of protobuf, whose first field is the trace's id: it is there as it is. */
    private boolean hasDelivery() {
        String trace = new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
        return collected.stream().anyMatch(spans -> {
            int name = spans.indexOf("herald.deliver");
            return name >= 0 && spans.lastIndexOf(trace, name) >= 0;
        });
    }

    private Map<String, String> tracing() {
        return Map.of(
                "quarkus.otel.sdk.disabled", "false",
                "quarkus.otel.exporter.otlp.protocol", "http/protobuf",
                "quarkus.otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                "quarkus.otel.exporter.otlp.compression", "none",
                "quarkus.otel.bsp.schedule.delay", "200ms");
    }

    private HttpServer collector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                collected.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
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
