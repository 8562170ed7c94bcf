package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.hub.transport.StartPosition;
import io.herald.testing.RawHttp;
import io.herald.testing.RawWebSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The idle timeout of the server does not end a WebSocket, however far apart its heartbeats and pings are. */
class IdleSocketTest implements WebSocketChannel.Listener {

    private static final int IDLE_TIMEOUT_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<WebSocketChannel> pipe = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(IDLE_TIMEOUT_MS)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void an_idle_socket_outlives_the_idle_timeout() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.actualPort() + "/other");
        RawWebSocket socket = RawWebSocket.open(base, "", "token");
        socket.await("ready");
        RawHttp.awaitIdleTimeout(base);
        RawHttp.awaitIdleTimeout(base);
        assertFalse(closed.get());
        send("notification");
        socket.await("notification");
    }

    private void serve(HttpServerRequest request) {
        if (request.path().equals("/other")) {
            request.response().end();
            return;
        }
        WebSocketChannel opened = WebSocketChannel.install(request.connection());
        opened.announce(new PendingUpgrade(null, new StartPosition.Now()), Subprotocol.JSON, null);
        request.toWebSocket().onSuccess(socket -> {
            pipe.set(opened);
            opened.open(this);
            send("ready");
        });
    }

    private void send(String event) {
        WebSocketChannel open = pipe.get();
        byte[] json = ("{\"event\":\"" + event + "\"}").getBytes(StandardCharsets.UTF_8);
        open.loop().execute(() -> open.send(FrameHeaders.buffer(SocketFrameEncoder.JSON.frame(json))));
    }

    @Override
    public void message(boolean isText, byte[] message) {}

    @Override
    public void alive() {}

    @Override
    public void drained() {}

    @Override
    public void closed(int code, String reason) {
        closed.set(true);
    }
}
