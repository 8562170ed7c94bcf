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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure of a connection is attributed to the client only if the client's own connection or stream has ended. */
class ClientAbortsTest {

    private static final List<Throwable> FAILURES = List.of(
            new IOException("reset by a dependency"), new ClosedChannelException(), new HttpClosedException("x"));

    /** The codec of HTTP/2 rejects a write with these types, but these are not from it. */
    private static final List<Throwable> OWN =
            List.of(new IllegalStateException("x"), new IllegalArgumentException("x"));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<Throwable, Boolean> attributedToClient = new ConcurrentHashMap<>();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void a_failure_of_another_connection_is_not_attributed_to_the_client(HttpVersion version) throws Exception {
        HttpServer server = listen(request -> {
            classify(request);
            request.response().end();
        });
        assertEquals(
                200,
                await(send(server, version).compose(HttpClientRequest::send)).statusCode());
        assertEquals(FAILURES.size(), attributedToClient.size());
        FAILURES.forEach(failure -> assertEquals(false, attributedToClient.get(failure), failure::toString));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void a_failure_after_the_client_closed_its_connection_is_attributed_to_the_client(HttpVersion version)
            throws Exception {
        HttpServer server = listen(request -> request.response().closeHandler(closed -> classify(request)));
        HttpClientRequest request = await(send(server, version));
        request.send();
        await(request.connection().close());
        assertAllAttributedToClient();
    }

    @Test
    void a_failure_after_the_client_reset_its_stream_is_attributed_to_the_client() throws Exception {
        HttpServer server = listen(request -> request.response().closeHandler(closed -> classify(request)));
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.sendHead());
        request.reset();
        assertAllAttributedToClient();
    }

    @Test
    void a_stream_reset_is_attributed_to_the_client_before_the_stream_is_closed() throws Exception {
        HttpServer server = listen(request -> request.exceptionHandler(
                failure -> attributedToClient.put(failure, ClientAborts.isCausedByClient(failure, request))));
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.sendHead());
        request.reset();
        Await.until("the stream is reset", () -> attributedToClient.size() == 1);
        assertTrue(attributedToClient.keySet().iterator().next() instanceof StreamResetException);
        assertTrue(attributedToClient.values().iterator().next());
    }

    /** The codec rejects a write with one exception while it removes the stream, and with another one afterwards. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_write_to_a_stream_that_is_reset_is_attributed_to_the_client(boolean isRemoved) throws Exception {
        HttpServer server = listen(request -> {
            request.response().setChunked(true).write("first");
            request.response().closeHandler(closed -> {
                if (isRemoved) {
                    vertx.runOnContext(later -> write(request));
                } else {
                    write(request);
                }
            });
        });
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.send());
        request.reset();
        Await.until("the write fails", () -> attributedToClient.size() == 1);
        assertEquals(List.of(true), List.copyOf(attributedToClient.values()), attributedToClient::toString);
    }

    private void write(HttpServerRequest request) {
        request.response()
                .write("second")
                .onFailure(failure -> attributedToClient.put(failure, ClientAborts.isCausedByClient(failure, request)));
    }

    @Test
    void an_error_of_the_service_is_not_attributed_to_a_client_that_has_left() throws Exception {
        HttpServer server = listen(request -> request.response()
                .closeHandler(closed -> OWN.forEach(
                        failure -> attributedToClient.put(failure, ClientAborts.isCausedByClient(failure, request)))));
        HttpClientRequest request = await(send(server, HttpVersion.HTTP_2));
        await(request.sendHead());
        request.reset();
        Await.until("both are classified", () -> attributedToClient.size() == OWN.size());
        assertEquals(Set.of(false), Set.copyOf(attributedToClient.values()));
    }

    private void classify(HttpServerRequest request) {
        FAILURES.forEach(failure -> attributedToClient.put(failure, ClientAborts.isCausedByClient(failure, request)));
    }

    private void assertAllAttributedToClient() {
        Await.until("all failures are classified", () -> attributedToClient.size() == FAILURES.size());
        FAILURES.forEach(failure -> assertEquals(true, attributedToClient.get(failure), failure::toString));
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
