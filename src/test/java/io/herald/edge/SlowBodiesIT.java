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

/** Bodies that stop just before their end occupy neither threads nor the heap, even those of a caller who may send them. */
class SlowBodiesIT {

    private static final int CONNECTIONS = 210;
    private static final int STREAMS = 100;
    private static final int LARGE = 3_900_000;
    private static final int SMALL = 60_000;

    /** Far from the minute for which a body may keep what it occupies. */
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
    void end() throws IOException {
        for (RawHttp connection : slow) {
            connection.close();
        }
    }

    @Test
    void two_hundred_connections_whose_last_byte_does_not_come() throws IOException {
        double before = threads();
        for (int i = 0; i < CONNECTIONS; i++) {
            slow.add(allButOneByte(SMALL));
        }
        assertEverythingAnswers();
        assertTrue(threads() < before + 20, threads() + " threads, before " + before);
    }

    @Test
    void three_connections_with_a_hundred_streams_each() {
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
                        .compose(this::allButTheEnd)
                        .onSuccess(done -> sent.incrementAndGet());
            }
        }
        try {
            Await.until("all are sent", () -> sent.get() == 3 * STREAMS);
            assertEverythingAnswers();
        } finally {
            clients.forEach(HttpClient::close);
        }
    }

    @Test
    void more_large_bodies_than_the_heap_holds() throws IOException {
        for (int i = 0; i < 150; i++) {
            slow.add(allButOneByte(LARGE));
        }
        assertEverythingAnswers();
        assertTrue(new Api(herald.baseUri(), "").limitHits("bodies-in-progress") > 0);
        assertTrue(herald.log().stream().noneMatch(line -> line.contains("OutOfMemory")));
    }

    @Test
    void a_client_that_goes_in_the_middle_of_a_body_is_no_error() throws IOException {
        for (int i = 0; i < 20; i++) {
            allButOneByte(SMALL).close();
        }
        assertEverythingAnswers();
        assertEquals(
                List.of(),
                herald.log().stream().filter(line -> line.contains("\"ERROR\"")).toList());
    }

    /** Without another try. */
    private void assertEverythingAnswers() {
        long begun = System.nanoTime();
        Api api = new Api(herald.baseUri(), publisher);
        for (String probe : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
            assertEquals(200, api.get(probe).statusCode(), probe);
        }
        assertEquals(202, api.notify("slow-" + UUID.randomUUID(), "Still here").statusCode());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(SOON) < 0, "took " + took);
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

    private io.vertx.core.Future<Void> allButTheEnd(HttpClientRequest request) {
        return request.exceptionHandler(ended -> {})
                .putHeader("Authorization", "Bearer " + publisher)
                .putHeader("Content-Type", "application/json")
                .setChunked(true)
                .write(Buffer.buffer(new byte[20_000]));
    }
}
