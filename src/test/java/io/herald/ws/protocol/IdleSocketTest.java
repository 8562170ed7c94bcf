package io.herald.ws.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.hub.transport.StartPosition;
import io.herald.testing.IdleTimeoutServer;
import io.herald.testing.RawWebSocket;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The idle timeout of the server does not end a WebSocket, however far apart its heartbeats and pings are. */
class IdleSocketTest implements WebSocketChannel.Listener {

    private static final int IDLE_TIMEOUT_MS = 300;

    private final AtomicReference<WebSocketChannel> channel = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final IdleTimeoutServer server = new IdleTimeoutServer(IDLE_TIMEOUT_MS, this::serve);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_idle_socket_outlives_the_idle_timeout() throws Exception {
        RawWebSocket socket = RawWebSocket.open(server.baseUri(), "", "token");
        socket.await("ready");
        server.awaitIdleTimeouts();
        assertFalse(closed.get());
        send("notification");
        socket.await("notification");
    }

    private void serve(HttpServerRequest request) {
        WebSocketUpgradeHandler upgrade =
                WebSocketUpgradeHandler.install(request, new PendingUpgrade(null, new StartPosition.Now()), false);
        request.toWebSocket().onSuccess(socket -> {
            channel.set(upgrade.channel());
            upgrade.open(this);
            send("ready");
        });
    }

    private void send(String event) {
        WebSocketChannel open = channel.get();
        byte[] json = ("{\"event\":\"" + event + "\"}").getBytes(StandardCharsets.UTF_8);
        open.loop().execute(() -> open.send(json));
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
