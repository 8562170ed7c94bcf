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

/** All EventSources of a scenario, each a user of its own. */
final class StreamCrowd implements StreamClient.Listener, SubscriberSet {

    /** What a server has to take at once when everybody comes: below the usual length of the kernel's queue. */
    private static final int OPENING_AT_ONCE = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LoadLoop loadLoop;
    private final BenchTokens tokens;
    private final boolean keepsCursors;
    private final List<StreamClient> clients = new ArrayList<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int opening;
    private volatile int open;
    private volatile int broken;
    private @Nullable DeliveryLedger deliveryLedger;
    private IntConsumer afterDelivery = client -> {};

    StreamCrowd(LoadLoop loadLoop, BenchTokens tokens, boolean keepsCursors) {
        this.loadLoop = loadLoop;
        this.tokens = tokens;
        this.keepsCursors = keepsCursors;
    }

    /** Opens so many more, and waits until each has been told that it is ready; returns the seconds that it took. */
    double open(int more, String query) {
        int wanted = open + more;
        long start = System.nanoTime();
        loadLoop.run(() -> {
            int first = clients.size();
            for (int i = first; i < first + more; i++) {
                clients.add(new StreamClient(i, keepsCursors, this));
                enqueue(i, query, null);
            }
            openMore();
        });
        await(wanted);
        return seconds(start);
    }

    /** Everybody is gone at once. */
    void cutAll() {
        loadLoop.run(() -> clients.forEach(StreamClient::cut));
        await(0);
    }

    /** Everybody comes back at once, each with its own cursor. */
    void comeBack(String query) {
        loadLoop.run(() -> {
            for (int i = 0; i < clients.size(); i++) {
                String cursor = clients.get(i).cursor();
                clients.set(i, new StreamClient(i, keepsCursors, this));
                enqueue(i, query, cursor);
            }
            openMore();
        });
    }

    void awaitAllOpen() {
        await(clients.size());
    }

    private void await(int wanted) {
        try {
            Await.until(wanted + " open streams", PATIENCE, () -> open == wanted);
        } catch (AssertionError late) {
            throw new IllegalStateException(
                    "%d streams of %d are open, %d broke".formatted(open, wanted, broken), late);
        }
    }

    private void enqueue(int number, String query, @Nullable String cursor) {
        waiting.add(() -> {
            opening++;
            Runnable again = () -> {
                clients.set(number, new StreamClient(number, keepsCursors, this));
                enqueue(number, query, cursor);
                openMore();
            };
            clients.get(number).ifTurnedAway(again);
            loadLoop.connect(clients.get(number), request(number, query, cursor), () -> turnedAway(again));
        });
    }

    private byte[] request(int number, String query, @Nullable String cursor) {
        String request = "GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: " + loadLoop.host()
                + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + tokens.user(number)
                + (cursor == null ? "" : "\r\nLast-Event-ID: " + cursor) + "\r\n\r\n";
        return request.getBytes(ISO_8859_1);
    }

    private void openMore() {
        while (opening < OPENING_AT_ONCE && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    /** As a browser does it: it waits for a while and comes again. */
    private void turnedAway(Runnable again) {
        opening--;
        broken++;
        loadLoop.loop().schedule(again, 1_000 + ThreadLocalRandom.current().nextInt(2_000), TimeUnit.MILLISECONDS);
        openMore();
    }

    /** How often somebody came in vain. */
    int turnedAway() {
        return broken;
    }

    @Override
    public void count(DeliveryLedger next, IntConsumer then) {
        deliveryLedger = next;
        afterDelivery = then;
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
        openMore();
    }

    @Override
    public void delivered(StreamClient client, long intended, int sequence) {
        if (deliveryLedger != null) {
            deliveryLedger.delivered(client.number, sequence, System.nanoTime() - intended);
            afterDelivery.accept(client.number);
        }
    }

    @Override
    public void closed(StreamClient client, boolean wasOpen, Runnable again) {
        if (wasOpen) {
            open--;
        } else {
            turnedAway(again);
        }
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
