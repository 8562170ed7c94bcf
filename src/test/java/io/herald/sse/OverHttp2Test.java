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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 without TLS, as proxies speak it to those behind them: by an upgrade, or known beforehand. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class OverHttp2Test {

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    private final String user = "h2-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stream_is_opened_and_published_to_and_nobody_is_let_in_without_a_token(boolean upgrade) throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(upgrade));
        try {
            CompletableFuture<String> ready = new CompletableFuture<>();
            CompletableFuture<String> notified = new CompletableFuture<>();
            Buffer heard = Buffer.buffer();
            HttpClientResponse stream = ask(
                    client, HttpMethod.GET, "/api/v1/stream", Tokens.of(user).sign(), "", chunk -> {
                        heard.appendBuffer(chunk);
                        completeWith("event: ready", heard, ready);
                        completeWith("event: notification", heard, notified);
                    });
            assertEquals(200, stream.statusCode());
            assertEquals(HttpVersion.HTTP_2, stream.version());
            ready.get(10, TimeUnit.SECONDS);

            String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"Over HTTP/2\"}";
            String publisher = Tokens.publisher("billing");
            HttpClientResponse published =
                    ask(client, HttpMethod.POST, "/api/v1/notifications", publisher, body, chunk -> {});
            assertEquals(202, published.statusCode());
            assertTrue(notified.get(10, TimeUnit.SECONDS).contains("Over HTTP/2"));

            HttpClientResponse refused = ask(client, HttpMethod.GET, "/api/v1/stream", "bad", "", chunk -> {});
            assertEquals(401, refused.statusCode());
            assertEquals("Bearer error=\"invalid_token\"", refused.getHeader("WWW-Authenticate"));
        } finally {
            client.close();
        }
    }

    private static void completeWith(String event, Buffer heard, CompletableFuture<String> when) {
        if (heard.toString().contains(event)) {
            when.complete(heard.toString());
        }
    }

    private HttpClientResponse ask(
            HttpClient client, HttpMethod method, String path, String token, String body, Handler<Buffer> chunks)
            throws Exception {
        return client.request(method, base.getPort(), base.getHost(), path)
                .compose(request -> request.putHeader("Authorization", "Bearer " + token)
                        .putHeader("Content-Type", "application/json")
                        .send(body))
                .map(answer -> answer.handler(chunks))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
