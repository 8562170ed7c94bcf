package io.herald.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.outbound.BoundedPost.Bounds;
import io.herald.testing.CapturedLog;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPostTest {

    private static final int NEVER = 60_000;
    private static final int SOON = 50;
    private static final Bounds WIDE = new Bounds(NEVER, NEVER, Integer.MAX_VALUE);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final TestPushService server = TestPushService.start();

    @AfterEach
    void close() {
        client.close();
        server.close();
        vertx.close();
    }

    private PostOutcome send(Bounds bounds) throws Exception {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(server.endpoint("a"))
                .setFollowRedirects(true)
                .putHeader("name", "value");
        return BoundedPost.send(vertx, client, options, "body".getBytes(UTF_8), bounds)
                .get(15, TimeUnit.SECONDS);
    }

    /** Returns a future that completes when the client closes the connection of the request. */
    private CompletableFuture<Void> closedAfter(TestPushService.Behavior behavior) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        server.behave("a", request -> {
            request.connection().closeHandler(ended -> closed.complete(null));
            behavior.handle(request);
        });
        return closed;
    }

    private static void begin(HttpServerRequest request, int status, int bytes) {
        request.response().setChunked(true).setStatusCode(status).write(Buffer.buffer(new byte[bytes]));
    }

    @Test
    void posts_the_body_with_its_headers() throws Exception {
        assertEquals(new PostOutcome(201, null, null), send(WIDE));
        Push push = server.await("a", 1).get(0);
        assertEquals("body", new String(push.body(), UTF_8));
        assertEquals("value", push.headers().get("name"));
    }

    @Test
    void returns_the_wait_that_the_response_demands() throws Exception {
        server.behave("a", TestPushService.answer(429, "Retry-After", "7"));
        assertEquals(new PostOutcome(429, "7", null), send(WIDE));
    }

    /** Only the given address may be called: another one may be inside the network of the service. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_no_redirect(int status) throws Exception {
        server.behave("a", TestPushService.answer(status, "Location", server.endpoint("b")));
        assertEquals(status, send(WIDE).status());
        assertEquals(0, server.received("b").size());
    }

    @Test
    void a_server_that_does_not_answer_is_given_up_and_its_connection_is_closed() throws Exception {
        CompletableFuture<Void> closed = closedAfter(TestPushService.hang());
        assertEquals(new PostOutcome(0, null, "timeout"), send(new Bounds(SOON, NEVER, 1)));
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void a_reset_is_no_response() throws Exception {
        server.behave("a", TestPushService.reset());
        try (CapturedLog log = CapturedLog.of("io.vertx")) {
            assertEquals(0, send(WIDE).status());
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void a_closed_client_is_no_response() throws Exception {
        client.close();
        assertEquals(0, send(WIDE).status());
    }

    @Test
    void the_failure_does_not_contain_the_address() throws Exception {
        server.close();
        String failure = String.valueOf(send(WIDE).failure());
        assertFalse(failure.contains("127.0.0.1"), failure);
    }

    @Test
    void the_connection_of_a_longer_response_is_closed() throws Exception {
        CompletableFuture<Void> closed = closedAfter(request -> begin(request, 201, 1_024));
        assertEquals(201, send(new Bounds(NEVER, NEVER, 1_023)).status());
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void a_response_whose_rest_does_not_arrive_counts_and_its_connection_is_closed() throws Exception {
        CompletableFuture<Void> closed = closedAfter(request -> begin(request, 410, 1));
        assertEquals(410, send(new Bounds(NEVER, SOON, 1_024)).status());
        closed.get(5, TimeUnit.SECONDS);
    }
}
