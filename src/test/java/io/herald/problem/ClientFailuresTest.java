package io.herald.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failure of a connection is the client's only if the client's own connection or stream has ended. */
class ClientFailuresTest {

    private static final List<Throwable> FAILURES = List.of(
            new IOException("reset by a dependency"), new ClosedChannelException(), new HttpClosedException("x"));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<Throwable, Boolean> gone = new ConcurrentHashMap<>();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void a_failure_of_the_servers_own_connections_is_not_the_clients(HttpVersion version) throws Exception {
        HttpServer server = listen(request -> {
            judge(request);
            request.response().end();
        });
        assertEquals(
                200,
                await(send(server, version).compose(HttpClientRequest::send)).statusCode());
        assertEquals(FAILURES.size(), gone.size());
        FAILURES.forEach(failure -> assertEquals(false, gone.get(failure), failure::toString));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void the_same_failure_after_the_client_has_closed_its_connection_is_the_clients(HttpVersion version)
            throws Exception {
        HttpServer server = listen(request -> request.response().closeHandler(closed -> judge(request)));
        HttpClientRequest request = await(send(server, version));
        request.send();
        await(request.connection().close());
        assertAllGone();
    }

    @Test
    void the_same_failure_after_the_client_has_reset_its_stream_is_the_clients() throws Exception {
        HttpServer server = listen(request -> request.response().closeHandler(closed -> judge(request)));
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.sendHead());
        request.reset();
        assertAllGone();
    }

    @Test
    void the_reset_of_a_stream_is_the_clients_before_the_stream_is_closed() throws Exception {
        HttpServer server = listen(request ->
                request.exceptionHandler(failure -> gone.put(failure, ClientFailures.isGone(failure, request))));
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.sendHead());
        request.reset();
        Await.until("it is reset", () -> gone.size() == 1);
        assertTrue(gone.keySet().iterator().next() instanceof StreamResetException);
        assertTrue(gone.values().iterator().next());
    }

    private void judge(HttpServerRequest request) {
        FAILURES.forEach(failure -> gone.put(failure, ClientFailures.isGone(failure, request)));
    }

    private void assertAllGone() {
        Await.until("all are judged", () -> gone.size() == FAILURES.size());
        FAILURES.forEach(failure -> assertEquals(true, gone.get(failure), failure::toString));
    }

    private HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
        return await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
    }

    private Future<HttpClientRequest> send(HttpServer server, HttpVersion version) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
