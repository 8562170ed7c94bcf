package io.herald.client.sse;

import static io.herald.client.http.RequestFactory.encode;

import io.herald.client.error.ConnectionException;
import io.herald.client.error.UnauthorizedException;
import io.herald.client.http.Problems;
import io.herald.client.http.RequestFactory;
import io.herald.client.http.TokenCache;
import io.herald.client.stream.StreamOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens connections of streams. */
public final class StreamConnector {

    private final HttpClient http;
    private final RequestFactory requests;
    private final TokenCache tokens;
    private final Duration timeout;
    private final Clock clock;

    /** @param timeout from the connect to the head of the response */
    public StreamConnector(HttpClient http, RequestFactory requests, TokenCache tokens, Duration timeout, Clock clock) {
        this.http = http;
        this.requests = requests;
        this.tokens = tokens;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Opens a stream, at the second attempt with another token if the service rejects the first one.
     *
     * @param cursor the position to resume from, or null
     * @throws io.herald.client.error.HeraldException if the service cannot be reached or refuses the stream
     */
    StreamConnection open(StreamOptions options, String cursor) throws InterruptedException {
        String token = tokens.get();
        try {
            return open(request(options, cursor, token));
        } catch (UnauthorizedException rejected) {
            tokens.invalidate(token);
            String next = tokens.get();
            if (next.equals(token)) {
                throw rejected;
            }
            return open(request(options, cursor, next));
        }
    }

    private HttpRequest request(StreamOptions options, String cursor, String token) {
        List<String> query = new ArrayList<>();
        options.rooms().forEach(room -> query.add("room=" + encode(room)));
        if (cursor == null) {
            options.since().ifPresent(since -> query.add("since=" + since));
        }
        HttpRequest.Builder request = requests.create("stream?" + String.join("&", query), token);
        if (cursor != null) {
            request.header("Last-Event-ID", cursor);
        }
        return request.header("Accept", "text/event-stream").build();
    }

    private StreamConnection open(HttpRequest request) throws InterruptedException {
        StreamConnection connection = new StreamConnection(head(request));
        if (connection.isStream()) {
            return connection;
        }
        try (connection) {
            HttpResponse<?> response = connection.response();
            if (response.statusCode() == 200) {
                throw new ConnectionException("The answer is not a stream. Check the address.", null);
            }
            throw Problems.exception(response.statusCode(), response.headers(), connection.body(timeout), clock);
        } catch (IOException broken) {
            throw new ConnectionException("The connection to the service failed: " + broken, broken);
        }
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> head(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
                http.sendAsync(request, BodyHandlers.ofPublisher());
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ConnectionException("The connection to the service failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectionException("The service did not answer within " + timeout + ".", e);
        } finally {
            response.cancel(true);
        }
    }
}
