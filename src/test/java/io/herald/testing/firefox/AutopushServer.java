package io.herald.testing.firefox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A push service for one Firefox: RFC 8030 towards the service, and the protocol of Mozilla's autopush towards the browser,
 * which must be connected.
 */
public final class AutopushServer implements AutoCloseable {

    private static final String PUSH = "/push/";

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final Queue<String> stored = new ConcurrentLinkedQueue<>();
    private volatile boolean isPaused;
    private volatile String browserId = newId();
    private volatile @Nullable ServerWebSocket browser;

    private AutopushServer() {
        // Closes a connection at once, and does not wait for Firefox to do so.
        HttpServerOptions options = new HttpServerOptions()
                .setWebSocketClosingTimeout(0)
                .setWebSocketSubProtocols(List.of("push-notification"));
        server = await(vertx.createHttpServer(options)
                .webSocketHandler(this::connect)
                .requestHandler(this::push)
                .listen(0, "127.0.0.1"));
    }

    public static AutopushServer start() {
        return new AutopushServer();
    }

    /** The address that Firefox connects to. */
    String address() {
        return "ws://127.0.0.1:" + server.actualPort() + "/";
    }

    /** Settings with which an instance may push to this service. */
    public Map<String, String> settings() {
        return Map.of("herald.push.allow-private", "true", "herald.push.hosts", "127.0.0.1:" + server.actualPort());
    }

    /** Ends all subscriptions: the browser connects again and learns that it is unknown. */
    public void forgetBrowser() {
        browserId = newId();
        channels.clear();
        ServerWebSocket connected = browser;
        if (connected != null) {
            connected.close();
        }
    }

    /** Stores the pushes that arrive from now on until {@link #resume}. */
    public void pause() {
        isPaused = true;
    }

    public void resume() {
        isPaused = false;
        vertx.runOnContext(none -> sendStored());
    }

    private void sendStored() {
        ServerWebSocket connected = browser;
        while (!isPaused && connected != null && !stored.isEmpty()) {
            connected.writeTextMessage(stored.remove());
        }
    }

    private void connect(ServerWebSocket socket) {
        browser = socket;
        socket.textMessageHandler(text -> {
            JsonObject answer = answer(new JsonObject(text));
            if (answer != null) {
                socket.writeTextMessage(answer.encode());
            }
        });
    }

    private @Nullable JsonObject answer(JsonObject message) {
        String type = message.getString("messageType", "");
        String channel = message.getString("channelID");
        JsonObject answer = new JsonObject().put("messageType", type).put("status", 200);
        switch (type) {
            case "hello":
                return answer.put("uaid", browserId).put("use_webpush", true).put("broadcasts", new JsonObject());
            case "register":
                channels.add(channel);
                String endpoint = "http://127.0.0.1:" + server.actualPort() + PUSH + channel;
                return answer.put("channelID", channel).put("pushEndpoint", endpoint);
            case "unregister":
                channels.remove(channel);
                return answer.put("channelID", channel);
            default:
                return null;
        }
    }

    private void push(HttpServerRequest request) {
        String channel = request.path().replace(PUSH, "");
        request.body().onSuccess(body -> {
            boolean known = channels.contains(channel);
            if (known) {
                stored.add(notification(channel, body).encode());
                sendStored();
            }
            request.response().setStatusCode(known ? 201 : 410).end();
        });
    }

    private static JsonObject notification(String channel, Buffer body) {
        return new JsonObject()
                .put("messageType", "notification")
                .put("channelID", channel)
                .put("version", newId())
                .put("data", Base64.getUrlEncoder().withoutPadding().encodeToString(body.getBytes()))
                .put("headers", new JsonObject().put("encoding", "aes128gcm"));
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
