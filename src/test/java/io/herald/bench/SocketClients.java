package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** All WebSockets of a scenario, each of another user. */
final class SocketClients implements SocketClient.Listener, BenchSubscribers {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final LoadLoop loadLoop;
    private final BenchTokens tokens;
    private final List<SocketClient> clients = new ArrayList<>();
    private final Map<Integer, LoadPublisher.AnswerHandler> pending = new HashMap<>();
    private volatile int open;
    private volatile String lastFrameOfClosed = "";
    private @Nullable DeliveryLedger deliveryLedger;
    private IntConsumer afterDelivery = client -> {};

    SocketClients(LoadLoop loadLoop, BenchTokens tokens) {
        this.loadLoop = loadLoop;
        this.tokens = tokens;
    }

    /** @param room returns the room of a client by its number */
    void open(int number, String protocol, java.util.function.IntFunction<String> room) {
        loadLoop.run(() -> {
            for (int i = 0; i < number; i++) {
                SocketClient client = new SocketClient(i, this);
                clients.add(client);
                loadLoop.connect(client, request(i, protocol, room.apply(i)), () -> closed(client, "no connection"));
            }
        });
        try {
            Await.until(number + " open sockets", TIMEOUT, () -> open == number);
        } catch (AssertionError timeout) {
            throw new IllegalStateException(
                    "%d sockets of %d are open: %s".formatted(open, number, lastFrameOfClosed), timeout);
        }
    }

    private byte[] request(int number, String protocol, String room) {
        String request = "GET /ws?room=" + room + " HTTP/1.1\r\nHost: " + loadLoop.host()
                + "\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                + "Sec-WebSocket-Protocol: "
                + protocol
                + "\r\nAuthorization: Bearer " + tokens.tokenOf(number) + "\r\n\r\n";
        return request.getBytes(ISO_8859_1);
    }

    int size() {
        return clients.size();
    }

    /** Called on the load loop. */
    void send(int client, int sequence, byte[] frame, LoadPublisher.AnswerHandler handler) {
        pending.put(sequence, handler);
        clients.get(client).send(frame);
    }

    @Override
    public void recordTo(DeliveryLedger next, IntConsumer onDelivery) {
        deliveryLedger = next;
        afterDelivery = onDelivery;
    }

    @Override
    public void opened() {
        open++;
    }

    @Override
    public void delivered(SocketClient client, long intended, int sequence) {
        if (deliveryLedger != null) {
            deliveryLedger.recordDelivery(client.number, sequence, System.nanoTime() - intended);
            afterDelivery.accept(client.number);
        }
    }

    @Override
    public void answered(int sequence, boolean accepted) {
        LoadPublisher.AnswerHandler handler = pending.remove(sequence);
        if (handler != null) {
            handler.onAnswer(accepted ? 202 : 503, "");
        }
    }

    @Override
    public void closed(SocketClient client, String lastFrame) {
        open--;
        lastFrameOfClosed = lastFrame;
    }
}
