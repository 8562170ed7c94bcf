package io.herald.outbound;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One POST to another service. Follows no redirect: only the given address may be called. Reads no more of a response than its head
 * and a few bytes, so that a response costs neither memory nor time.
 */
public final class BoundedPost {

    /**
     * @param headMillis the time in which the head of the response must arrive, including the connect
     * @param restMillis the time in which the rest of the response must arrive. After it the request is cancelled; the outcome is known
     *     already
     * @param bytes the size of a body beyond which the request is cancelled
     */
    record Bounds(long headMillis, long restMillis, int bytes) {}

    private static final Bounds USUAL = new Bounds(10_000, 2_000, 16 * 1_024);

    private final Vertx vertx;
    private final Bounds bounds;
    private final CompletableFuture<PostOutcome> outcome = new CompletableFuture<>();
    private long timer;

    /** Volatile: the timer may expire on another event loop. */
    private volatile @Nullable HttpClientRequest request;

    private int received;

    private BoundedPost(Vertx vertx, Bounds bounds) {
        this.vertx = vertx;
        this.bounds = bounds;
    }

    /**
     * Sends a body. Never blocks. The result completes on any thread, within ten seconds, and never fails.
     *
     * @param options the address and the headers
     */
    public static CompletableFuture<PostOutcome> send(
            Vertx vertx, HttpClient client, RequestOptions options, byte[] body) {
        return send(vertx, client, options, body, USUAL);
    }

    static CompletableFuture<PostOutcome> send(
            Vertx vertx, HttpClient client, RequestOptions options, byte[] body, Bounds bounds) {
        return new BoundedPost(vertx, bounds).start(client, options, body);
    }

    private CompletableFuture<PostOutcome> start(HttpClient client, RequestOptions options, byte[] body) {
        options.setMethod(HttpMethod.POST).setFollowRedirects(false);
        timer = vertx.setTimer(bounds.headMillis, expired -> end("timeout"));
        try {
            client.request(options)
                    .onSuccess(connected -> send(connected, body))
                    .onFailure(this::failed);
        } catch (RuntimeException closed) {
            failed(closed);
        }
        return outcome;
    }

    /** Sets the handler before the response can arrive: called later, it could not read the rest of the response. */
    private void send(HttpClientRequest connected, byte[] body) {
        request = connected;
        connected.response().onSuccess(this::responded).onFailure(this::failed);
        if (outcome.isDone()) {
            connected.reset();
        } else {
            connected.send(Buffer.buffer(body));
        }
    }

    private void responded(HttpClientResponse response) {
        vertx.cancelTimer(timer);
        outcome.complete(PostOutcome.response(response.statusCode(), response.getHeader("Retry-After")));
        long limit =
                vertx.setTimer(bounds.restMillis, expired -> response.request().reset());
        response.handler(bytes -> count(bytes, response));
        response.end().onComplete(ended -> vertx.cancelTimer(limit));
    }

    private void count(Buffer bytes, HttpClientResponse response) {
        received += bytes.length();
        if (received > bounds.bytes) {
            response.request().reset();
        }
    }

    /** The message of the failure may contain the address. */
    private void failed(Throwable failure) {
        end(failure.getClass().getSimpleName());
    }

    private void end(String failure) {
        vertx.cancelTimer(timer);
        HttpClientRequest sent = request;
        if (outcome.complete(PostOutcome.noResponse(failure)) && sent != null) {
            sent.reset();
        }
    }
}
