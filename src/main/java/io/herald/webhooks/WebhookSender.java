package io.herald.webhooks;

import io.herald.outbound.BoundedPost;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** Calls one webhook according to Standard Webhooks, over connections that no other webhook shares. */
public final class WebhookSender implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    /** Shorter than the five seconds after which common servers close an idle connection: a request at that moment would fail. */
    private static final int KEEP_ALIVE_SECONDS = 4;

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
        return BoundedPost.send(vertx, client, options(id, body), body)
                .thenApply(outcome -> WebhookAnswer.of(outcome, clock.instant()));
    }

    private RequestOptions options(String id, byte[] body) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        return new RequestOptions()
                .setAbsoluteURI(endpoint.url().toString())
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", timestamp)
                .putHeader("webhook-signature", endpoint.signatures(id, timestamp, body));
    }

    @Override
    public void close() {
        client.close();
    }
}
