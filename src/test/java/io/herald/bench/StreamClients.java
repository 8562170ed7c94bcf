package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** All EventSources of a scenario, each of another user. */
final class StreamClients implements StreamClient.Listener, BenchSubscribers {

    /** The maximum of concurrent connects, below the usual length of the kernel's accept queue. */
    private static final int MAX_OPENING = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final LoadLoop loadLoop;
    private final BenchTokens tokens;
    private final boolean keepsCursors;
    private final List<StreamClient> clients = new ArrayList<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int opening;
    private volatile int open;
    private volatile int refusals;
    private @Nullable DeliveryLedger deliveryLedger;
    private IntConsumer afterDelivery = client -> {};

    StreamClients(LoadLoop loadLoop, BenchTokens tokens, boolean keepsCursors) {
        this.loadLoop = loadLoop;
        this.tokens = tokens;
        this.keepsCursors = keepsCursors;
    }

    /** Opens more streams, waits until each has received {@code ready}, and returns the seconds that this took. */
    double open(int more, String query) {
        int expected = open + more;
        long start = System.nanoTime();
        loadLoop.run(() -> {
            int first = clients.size();
            for (int i = first; i < first + more; i++) {
                clients.add(new StreamClient(i, keepsCursors, this));
                enqueue(i, query, null);
            }
            connectWaiting();
        });
        await(expected);
        return seconds(start);
    }

    /** Resets all connections at once. */
    void disconnectAll() {
        loadLoop.run(() -> clients.forEach(StreamClient::reset));
        await(0);
    }

    /** Reconnects all clients at once, each with its own cursor. */
    void reconnectAll(String query) {
        loadLoop.run(() -> {
            for (int i = 0; i < clients.size(); i++) {
                String cursor = clients.get(i).cursor();
                clients.set(i, new StreamClient(i, keepsCursors, this));
                enqueue(i, query, cursor);
            }
            connectWaiting();
        });
    }

    void awaitAllOpen() {
        await(clients.size());
    }

    private void await(int expected) {
        try {
            Await.until(expected + " open streams", TIMEOUT, () -> open == expected);
        } catch (AssertionError timeout) {
            throw new IllegalStateException(
                    "%d streams of %d are open, %d were refused".formatted(open, expected, refusals), timeout);
        }
    }

    private void enqueue(int number, String query, @Nullable String cursor) {
        waiting.add(() -> {
            opening++;
            Runnable reconnect = () -> {
                clients.set(number, new StreamClient(number, keepsCursors, this));
                enqueue(number, query, cursor);
                connectWaiting();
            };
            clients.get(number).onRefused(reconnect);
            loadLoop.connect(clients.get(number), request(number, query, cursor), () -> refused(reconnect));
        });
    }

    private byte[] request(int number, String query, @Nullable String cursor) {
        String request = "GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: " + loadLoop.host()
                + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + tokens.tokenOf(number)
                + (cursor == null ? "" : "\r\nLast-Event-ID: " + cursor) + "\r\n\r\n";
        return request.getBytes(ISO_8859_1);
    }

    private void connectWaiting() {
        while (opening < MAX_OPENING && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    /** Reconnects after a delay, like a browser. */
    private void refused(Runnable reconnect) {
        opening--;
        refusals++;
        loadLoop.loop().schedule(reconnect, 1_000 + ThreadLocalRandom.current().nextInt(2_000), TimeUnit.MILLISECONDS);
        connectWaiting();
    }

    /** Returns the number of connects that were refused. */
    int refused() {
        return refusals;
    }

    @Override
    public void recordTo(DeliveryLedger next, IntConsumer onDelivery) {
        deliveryLedger = next;
        afterDelivery = onDelivery;
    }

    StreamClient client(int number) {
        return clients.get(number);
    }

    int size() {
        return clients.size();
    }

    int open() {
        return open;
    }

    @Override
    public void opened(StreamClient client) {
        open++;
        opening--;
        connectWaiting();
    }

    @Override
    public void delivered(StreamClient client, long intended, int sequence) {
        if (deliveryLedger != null) {
            deliveryLedger.recordDelivery(client.number, sequence, System.nanoTime() - intended);
            afterDelivery.accept(client.number);
        }
    }

    @Override
    public void closed(StreamClient client, boolean wasOpen, Runnable reconnect) {
        if (wasOpen) {
            open--;
        } else {
            refused(reconnect);
        }
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
