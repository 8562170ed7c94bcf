package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawHttp;
import io.herald.testing.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that incomplete bodies occupy neither threads nor the heap, even those of an authorized caller. */
class SlowBodiesIT {

    private static final int CONNECTIONS = 210;
    private static final int STREAMS = 100;
    private static final int LARGE = 3_900_000;
    private static final int SMALL = 60_000;

    /** Much shorter than the minute after which an incomplete body times out. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static HeraldProcess herald;
    private static Vertx vertx;

    private final List<RawHttp> slow = new ArrayList<>();
    private final String publisher = Tokens.publisher("billing");

    @BeforeAll
    static void start() {
        herald = HeraldProcess.start();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close();
        herald.close();
    }

    @AfterEach
    void closeConnections() throws IOException {
        for (RawHttp connection : slow) {
            connection.close();
        }
    }

    @Test
    void two_hundred_connections_without_the_last_byte_occupy_no_threads() throws IOException {
        double before = threads();
        for (int i = 0; i < CONNECTIONS; i++) {
            slow.add(allButOneByte(SMALL));
        }
        assertServiceAnswers();
        assertTrue(threads() < before + 20, threads() + " threads, before " + before);
    }

    @Test
    void three_hundred_incomplete_http_2_streams_do_not_block_other_calls() {
        AtomicInteger sent = new AtomicInteger();
        List<HttpClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MaxPoolSize(1));
            clients.add(client);
            for (int stream = 0; stream < STREAMS; stream++) {
                client.request(
                                HttpMethod.POST,
                                herald.baseUri().getPort(),
                                herald.baseUri().getHost(),
                                "/api/v1/notifications/batch")
                        .compose(this::sendWithoutEnd)
                        .onSuccess(done -> sent.incrementAndGet());
            }
        }
        try {
            Await.until("all are sent", () -> sent.get() == 3 * STREAMS);
            assertServiceAnswers();
        } finally {
            clients.forEach(HttpClient::close);
        }
    }

    @Test
    void more_large_bodies_than_the_heap_holds_are_refused() throws IOException {
        for (int i = 0; i < 150; i++) {
            slow.add(allButOneByte(LARGE));
        }
        assertServiceAnswers();
        assertTrue(new Api(herald.baseUri(), "").limitHits("bodies-in-progress") > 0);
        assertTrue(herald.log().stream().noneMatch(line -> line.contains("OutOfMemory")));
    }

    @Test
    void a_disconnect_in_the_middle_of_a_body_is_not_logged_as_an_error() throws IOException {
        for (int i = 0; i < 20; i++) {
            allButOneByte(SMALL).close();
        }
        assertServiceAnswers();
        assertEquals(
                List.of(),
                herald.log().stream().filter(line -> line.contains("\"ERROR\"")).toList());
    }

    /** Sends each request once, without a retry. */
    private void assertServiceAnswers() {
        long start = System.nanoTime();
        Api api = new Api(herald.baseUri(), publisher);
        for (String probe : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
            assertEquals(200, api.get(probe).statusCode(), probe);
        }
        assertEquals(202, api.notify("slow-" + UUID.randomUUID(), "Still here").statusCode());
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(elapsed.compareTo(SOON) < 0, "elapsed: " + elapsed);
    }

    private double threads() {
        return new Api(herald.baseUri(), "").metric("jvm_threads_live_threads");
    }

    private RawHttp allButOneByte(int length) throws IOException {
        RawHttp connection = RawHttp.to(herald.baseUri());
        connection.send("POST /api/v1/notifications/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + publisher + "\r\nContent-Length: " + length + "\r\n\r\n");
        connection.send(new byte[length - 1]);
        return connection;
    }

    private io.vertx.core.Future<Void> sendWithoutEnd(HttpClientRequest request) {
        return request.exceptionHandler(ended -> {})
                .putHeader("Authorization", "Bearer " + publisher)
                .putHeader("Content-Type", "application/json")
                .setChunked(true)
                .write(Buffer.buffer(new byte[20_000]));
    }
}
