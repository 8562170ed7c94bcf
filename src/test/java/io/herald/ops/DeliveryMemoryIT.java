package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No transport retains the buffers of delivered events. */
@Tag("extended")
class DeliveryMemoryIT {

    private static final int DELIVERIES = 2_500;
    private static final int BATCH = 100;
    private static final String BODY = "x".repeat(8_000);

    /** 2,500 retained deliveries of 8 KB would be 20 MB. */
    private static final double TOLERANCE = 4 << 20;

    private static final String EVENT = "\"event\":\"notification\"";

    private static HeraldProcess herald;
    private static Vertx vertx;
    private static int tls;

    private final String user = "bytes-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @BeforeAll
    static void start() {
        tls = FreePorts.free();
        vertx = Vertx.vertx();
        Certificates server = Certificates.of("server");
        herald = HeraldProcess.start(Map.of(
                "quarkus.http.ssl-port", Integer.toString(tls),
                "quarkus.http.ssl.certificate.files", server.certificate().toString(),
                "quarkus.http.ssl.certificate.key-files", server.key().toString()));
    }

    @AfterAll
    static void stop() {
        vertx.close();
        herald.close();
    }

    /** A client of one transport, which counts its events. */
    private interface Reader extends AutoCloseable {

        int received();

        @Override
        void close();
    }

    @Test
    void a_stream_over_http_1_retains_no_buffers() {
        assertRetainsNothing(stream(Map.of("Authorization", "Bearer " + token)));
    }

    @Test
    void a_stream_with_connection_close_retains_no_buffers() {
        assertRetainsNothing(stream(Map.of("Authorization", "Bearer " + token, "Connection", "close")));
    }

    @Test
    void a_stream_over_http_2_and_tls_retains_no_buffers() {
        assertRetainsNothing(overHttp2());
    }

    @Test
    void a_websocket_retains_no_buffers() {
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", token);
        socket.await("ready");
        assertRetainsNothing(new Reader() {
            @Override
            public int received() {
                return socket.frames().size();
            }

            @Override
            public void close() {
                socket.close();
            }
        });
    }

    @Test
    void a_long_poll_retains_no_buffers() {
        assertRetainsNothing(new Poller(new Api(herald.baseUri(), token)));
    }

    private void assertRetainsNothing(Reader reader) {
        try (reader) {
            deliver(reader, BATCH);
            double before = directBytes();
            deliver(reader, DELIVERIES);
            double after = directBytes();
            assertTrue(after - before < TOLERANCE, "%,.0f bytes before, %,.0f after".formatted(before, after));
        }
    }

    /** Sends batches, and awaits each one, so that at most one batch waits for the client. */
    private void deliver(Reader reader, int count) {
        Api publisher = new Api(herald.baseUri(), Tokens.publisher("billing"));
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < BATCH; i++) {
            batch.append(i == 0 ? "" : ",")
                    .append("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"t\",\"body\":\""
                            + BODY + "\"}");
        }
        String json = batch.append("]").toString();
        int before = reader.received();
        for (int sent = BATCH; sent <= count; sent += BATCH) {
            assertEquals(
                    200, publisher.post("/api/v1/notifications/batch", json).statusCode());
            int expected = before + sent;
            Await.until(expected + " events", () -> reader.received() >= expected);
        }
    }

    /** Returns the bytes of directBytes buffers in use, pooled and unpooled, without the free memory of the pool. */
    private double directBytes() {
        Api api = new Api(herald.baseUri(), "");
        List<String> pools = api.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("netty_allocator_memory_pinned{") && line.contains("direct"))
                .toList();
        assertFalse(pools.isEmpty(), "no metric of the buffer pools");
        return pools.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private Reader stream(Map<String, String> headers) {
        SseClient client = SseClient.open(new Api(herald.baseUri(), token).stream(""), headers);
        client.await("ready");
        return new Reader() {
            @Override
            public int received() {
                return client.events("notification").size();
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private Reader overHttp2() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false));
        AtomicInteger received = new AtomicInteger();
        AtomicInteger ready = new AtomicInteger();
        client.request(HttpMethod.GET, tls, "127.0.0.1", "/api/v1/stream")
                .compose(request ->
                        request.putHeader("Authorization", "Bearer " + token).send())
                .onSuccess(response -> {
                    TextCounter counter = new TextCounter(EVENT, received);
                    response.handler(bytes -> {
                        ready.set(response.version() == HttpVersion.HTTP_2 ? 1 : -1);
                        counter.add(bytes);
                    });
                });
        Await.until("the stream is ready over HTTP/2", () -> ready.get() == 1);
        return new Reader() {
            @Override
            public int received() {
                return received.get();
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static final class Poller implements Reader {

        private final Api api;
        private String cursor;
        private int received;

        Poller(Api api) {
            this.api = api;
            this.cursor = cursor(api.get("/api/v1/poll").body());
        }

        @Override
        public int received() {
            String page = api.get("/api/v1/poll?wait=1s&cursor=" + cursor).body();
            cursor = cursor(page);
            received += page.split(EVENT, -1).length - 1;
            return received;
        }

        private static String cursor(String page) {
            return page.replaceAll("(?s).*\"cursor\":\"([^\"]+)\"[^\"]*\"reset.*", "$1");
        }

        @Override
        public void close() {}
    }
}
