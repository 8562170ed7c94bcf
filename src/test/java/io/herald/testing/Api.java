package io.herald.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the HTTP API of one instance. */
public record Api(URI base, String token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    public URI stream(String query) {
        return base.resolve("/api/v1/stream" + query);
    }

    public HttpResponse<String> notify(String user, String title) {
        return publish("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"}");
    }

    public HttpResponse<String> publish(String json) {
        return post("/api/v1/notifications", json);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(json("POST", path, json, headers));
    }

    /** @param headers as of {@link #post} */
    public HttpResponse<String> put(String path, String json, String... headers) {
        return send(json("PUT", path, json, headers));
    }

    private HttpRequest.Builder json(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .setHeader("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    public HttpResponse<String> delete(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).DELETE());
    }

    public HttpResponse<String> get(String path) {
        return get(path, TIMEOUT);
    }

    /** For answers that the service delays on purpose. */
    public HttpResponse<String> get(String path, Duration timeout) {
        return send(HttpRequest.newBuilder(base.resolve(path)), timeout);
    }

    /** @param series name and labels, as the metrics endpoint prints them */
    public double metric(String series) {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + series));
    }

    /** Returns how often this instance has applied a limit. */
    public double limitHits(String limit) {
        return metric("herald_limits_hit_total{limit=\"" + limit + "\"}");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, Duration timeout) {
        try {
            return HTTP.send(
                    request.header("Authorization", "Bearer " + token)
                            .timeout(timeout)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
