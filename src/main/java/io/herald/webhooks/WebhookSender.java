package io.herald.webhooks;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls one webhook according to Standard Webhooks, over connections that no other webhook shares. Does not follow redirects: only
 * the configured address may be called. Reads no more of a response than its head and a few bytes.
 */
public final class WebhookSender implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    /** Shorter than the five seconds after which common servers close an idle connection: a request at that moment would fail. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final long ANSWER_TIMEOUT_MS = 10_000;

    /** The time in which the rest of a response must arrive. After it the request is cancelled; the outcome is known already. */
    private static final long BODY_TIMEOUT_MS = 2_000;

    private static final int MAX_ANSWER = 16 * 1_024;

    private final Vertx vertx;
    private final Clock clock;
    private final WebhookEndpoint endpoint;
    private final HttpClient client;

    WebhookSender(Vertx vertx, Clock clock, WebhookEndpoint endpoint, int connections) {
        this.vertx = vertx;
        this.clock = clock;
        this.endpoint = endpoint;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxPoolSize(connections)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                // A span would contain the address, which may contain a secret.
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** Posts a body. Completes on any thread, within ten seconds. Never fails. */
    public CompletableFuture<WebhookAnswer> post(String id, byte[] body) {
        Exchange exchange = new Exchange();
        try {
            exchange.timer = vertx.setTimer(ANSWER_TIMEOUT_MS, expired -> exchange.end("timeout"));
            client.request(options(id, body))
                    .onSuccess(request -> exchange.send(request, body))
                    .onFailure(exchange::failed);
        } catch (RuntimeException closed) {
            exchange.failed(closed);
        }
        return exchange.answer;
    }

    private RequestOptions options(String id, byte[] body) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(endpoint.url().toString())
                .setFollowRedirects(false)
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", timestamp)
                .putHeader("webhook-signature", endpoint.signatures(id, timestamp, body));
    }

    @Override
    public void close() {
        client.close();
    }

    /** One request and its response. */
    private final class Exchange {

        private final CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
        private long timer;

        /** Volatile: the timer may expire on another event loop. */
        private volatile @Nullable HttpClientRequest request;

        private int received;

        /** Sets the handler before the response can arrive: called later, it could not read the rest of the response. */
        void send(HttpClientRequest connected, byte[] body) {
            request = connected;
            connected.response().onSuccess(this::answered).onFailure(this::failed);
            if (answer.isDone()) {
                connected.reset();
            } else {
                connected.send(Buffer.buffer(body));
            }
        }

        private void answered(HttpClientResponse response) {
            vertx.cancelTimer(timer);
            answer.complete(
                    WebhookAnswer.of(response.statusCode(), response.getHeader("Retry-After"), clock.instant()));
            long limit = vertx.setTimer(
                    BODY_TIMEOUT_MS, expired -> response.request().reset());
            response.handler(bytes -> count(bytes, response));
            response.end().onComplete(ended -> vertx.cancelTimer(limit));
        }

        private void count(Buffer bytes, HttpClientResponse response) {
            received += bytes.length();
            if (received > MAX_ANSWER) {
                response.request().reset();
            }
        }

        /** The message of a failure may contain the address. */
        void failed(Throwable failure) {
            end(failure.getClass().getSimpleName());
        }

        void end(String reason) {
            vertx.cancelTimer(timer);
            HttpClientRequest sent = request;
            if (answer.complete(WebhookAnswer.none(reason)) && sent != null) {
                sent.reset();
            }
        }
    }
}
