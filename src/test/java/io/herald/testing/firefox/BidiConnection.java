package io.herald.testing.firefox;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection to a browser with the protocol WebDriver BiDi: commands, and their results. Ignores events. */
final class BidiConnection implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 60;

    private final WebSocket socket;
    private final Results results;
    private final AtomicInteger lastId = new AtomicInteger();

    private BidiConnection(WebSocket socket, Results results) {
        this.socket = socket;
        this.results = results;
    }

    static BidiConnection open(URI uri) {
        Results results = new Results();
        WebSocket socket =
                await(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, results));
        return new BidiConnection(socket, results);
    }

    /** Sends a command and returns its result. An error is thrown. */
    synchronized JsonObject send(String method, JsonObject parameters) {
        int id = lastId.incrementAndGet();
        JsonObject command =
                new JsonObject().put("id", id).put("method", method).put("params", parameters);
        CompletableFuture<JsonObject> result = results.expect(id);
        await(socket.sendText(command.encode(), true));
        JsonObject message = await(result);
        if (!"success".equals(message.getString("type"))) {
            throw new IllegalStateException(method + ": " + message.getString("message"));
        }
        return message.getJsonObject("result");
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("no answer from the browser", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Results implements WebSocket.Listener {

        private final Map<Integer, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
        private final StringBuilder text = new StringBuilder();

        CompletableFuture<JsonObject> expect(int id) {
            return pending.computeIfAbsent(id, none -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonObject message = new JsonObject(text.toString());
                text.setLength(0);
                CompletableFuture<JsonObject> result = pending.remove(message.getInteger("id", 0));
                if (result != null) {
                    result.complete(message);
                }
            }
            socket.request(1);
            return null;
        }
    }
}
