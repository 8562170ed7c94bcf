package io.herald.bench;

import io.herald.testing.Await;
import java.net.URI;
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
    private final StreamProtocol protocol;
    private final boolean keepsCursors;
    private final List<URI> instances;
    private final List<StreamClient> clients = new ArrayList<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int opening;
    private int round;
    private volatile int open;
    private volatile int refusals;
    private @Nullable DeliveryLedger deliveryLedger;
    private IntConsumer afterDelivery = client -> {};

    StreamClients(LoadLoop loadLoop, BenchTokens tokens, boolean keepsCursors) {
        this(loadLoop, tokens, keepsCursors, List.of(loadLoop.target()));
    }

    /** @param instances over which the clients are spread; each reconnects to the next one */
    StreamClients(LoadLoop loadLoop, BenchTokens tokens, boolean keepsCursors, List<URI> instances) {
        this(loadLoop, new StreamProtocol.Herald(tokens), keepsCursors, instances);
    }

    StreamClients(LoadLoop loadLoop, StreamProtocol protocol, boolean keepsCursors, List<URI> instances) {
        this.loadLoop = loadLoop;
        this.protocol = protocol;
        this.keepsCursors = keepsCursors;
        this.instances = instances;
    }

    /** Opens more streams, waits until each has received {@code ready}, and returns the seconds that this took. */
    double open(int more, String query) {
        int expected = open + more;
        long start = System.nanoTime();
        loadLoop.run(() -> {
            int first = clients.size();
            for (int i = first; i < first + more; i++) {
                clients.add(newClient(i));
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
            round++;
            for (int i = 0; i < clients.size(); i++) {
                String cursor = clients.get(i).cursor();
                clients.set(i, newClient(i));
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
                clients.set(number, newClient(number));
                enqueue(number, query, cursor);
                connectWaiting();
            };
            clients.get(number).onRefused(reconnect);
            URI instance = instances.get((number + round) % instances.size());
            loadLoop.connect(
                    instance,
                    clients.get(number),
                    protocol.request(loadLoop.host(), number, query, cursor),
                    () -> refused(reconnect));
        });
    }

    private StreamClient newClient(int number) {
        return new StreamClient(number, protocol.opened(), keepsCursors, this);
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
