package io.herald.delivery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A client that polls again as soon as it has an answer. The first poll does not wait: its answer takes the place of
 * {@code ready}.
 */
final class PollClientConnection implements ClientConnection {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String token;
    private final List<String> rooms;
    private final int status;
    private final List<String> received = new ArrayList<>();
    private CompletableFuture<HttpResponse<String>> polling = new CompletableFuture<>();
    private boolean closed;
    private String end = "";

    private PollClientConnection(URI base, String token, ConnectRequest request) {
        this.base = base;
        this.token = token;
        this.rooms = request.rooms();
        HttpResponse<String> first = poll(request, "0s").join();
        this.status = first.statusCode();
        if (status == 200) {
            JsonNode answer = tree(first.body());
            boolean reset = answer.get("reset").asBoolean();
            String next = answer.get("cursor").asText();
            String from = request.cursor().isEmpty() || reset ? next : request.cursor();
            received.add("{\"event\":\"ready\",\"data\":{\"recovered\":%b,\"cursor\":\"%s\"}}".formatted(!reset, from));
            take(first.body());
        }
    }

    static PollClientConnection open(URI base, String token, ConnectRequest request) {
        return new PollClientConnection(base, token, request);
    }

    private CompletableFuture<HttpResponse<String>> poll(ConnectRequest request, String wait) {
        URI uri = base.resolve("/api/v1/poll?wait=" + wait + "&" + request.parameters("cursor"));
        HttpRequest get = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.sendAsync(get, BodyHandlers.ofString());
    }

    private synchronized void take(String body) {
        JsonNode answer = tree(body);
        String cursor = answer.get("cursor").asText();
        if (answer.get("reset").asBoolean()) {
            received.add("{\"event\":\"reset\",\"data\":{\"cursor\":\"" + cursor + "\"}}");
        }
        received.addAll(elements(body));
        received.add("{\"event\":\"hb\",\"cursor\":\"" + cursor + "\"}");
        if (!closed) {
            polling = poll(new ConnectRequest(cursor, "", rooms), "20s");
            polling.whenComplete(this::answered);
        }
    }

    private synchronized void answered(HttpResponse<String> answer, Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null && answer.statusCode() == 200) {
            take(answer.body());
        } else {
            end = failure == null ? Integer.toString(answer.statusCode()) : failure.toString();
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Returns the events of an answer, each exactly as it is written there. */
    private static List<String> elements(String answer) {
        List<String> elements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(answer)) {
            while (!"events".equals(parser.currentName()) || parser.currentToken() != JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                elements.add(
                        answer.substring(start, (int) parser.currentLocation().getCharOffset()));
            }
            return elements;
        } catch (IOException e) {
            throw new UncheckedIOException(answer, e);
        }
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public synchronized List<String> received() {
        return List.copyOf(received);
    }

    @Override
    public synchronized Optional<String> end() {
        return end.isEmpty() ? Optional.empty() : Optional.of(end);
    }

    @Override
    public synchronized void close() {
        closed = true;
        polling.cancel(true);
    }
}
