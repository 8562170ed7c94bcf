package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 without TLS, as between a proxy and its backends: by upgrade or with prior knowledge. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SseOverHttp2Test {

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    private final String user = "h2-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streams_and_calls_work_and_an_invalid_token_is_rejected(boolean upgrade) throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(upgrade));
        try {
            CompletableFuture<String> ready = new CompletableFuture<>();
            CompletableFuture<String> notified = new CompletableFuture<>();
            Buffer received = Buffer.buffer();
            HttpClientResponse stream = send(
                    client, HttpMethod.GET, "/api/v1/stream", Tokens.of(user).sign(), "", chunk -> {
                        received.appendBuffer(chunk);
                        completeWith("event: ready", received, ready);
                        completeWith("event: notification", received, notified);
                    });
            assertEquals(200, stream.statusCode());
            assertEquals(HttpVersion.HTTP_2, stream.version());
            ready.get(10, TimeUnit.SECONDS);

            String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"Over HTTP/2\"}";
            String publisher = Tokens.publisher("billing");
            HttpClientResponse published =
                    send(client, HttpMethod.POST, "/api/v1/notifications", publisher, body, chunk -> {});
            assertEquals(202, published.statusCode());
            assertTrue(notified.get(10, TimeUnit.SECONDS).contains("Over HTTP/2"));

            HttpClientResponse rejected = send(client, HttpMethod.GET, "/api/v1/stream", "bad", "", chunk -> {});
            assertEquals(401, rejected.statusCode());
            assertTrue(rejected.getHeader("WWW-Authenticate").startsWith("Bearer error=\"invalid_token\""));
        } finally {
            client.close();
        }
    }

    private static void completeWith(String event, Buffer received, CompletableFuture<String> future) {
        if (received.toString().contains(event)) {
            future.complete(received.toString());
        }
    }

    private HttpClientResponse send(
            HttpClient client, HttpMethod method, String path, String token, String body, Handler<Buffer> chunks)
            throws Exception {
        return client.request(method, base.getPort(), base.getHost(), path)
                .compose(request -> {
                    // Registered before the request is sent, so that it precedes the end of the response.
                    request.response().onSuccess(answer -> answer.handler(chunks));
                    return request.putHeader("Authorization", "Bearer " + token)
                            .putHeader("Content-Type", "application/json")
                            .send(body);
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
