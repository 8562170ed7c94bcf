package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.client.stream.ReceivedEvent;
import io.herald.client.stream.StreamDisconnect;
import io.herald.client.stream.StreamListener;
import io.herald.client.stream.StreamReady;
import io.herald.client.stream.StreamReset;
import io.herald.client.stream.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a stream delivers, as text. */
final class RecordingListener implements StreamListener {

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<StreamDisconnect> disconnects = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Subscription> closed = new CompletableFuture<>();
    private final AtomicInteger tokens = new AtomicInteger();

    String nextToken() {
        return Integer.toString(tokens.incrementAndGet());
    }

    /** Names the subscription that the event {@code "close"} closes. */
    void closes(Subscription subscription) {
        closed.complete(subscription);
    }

    List<StreamDisconnect> disconnects() {
        return disconnects;
    }

    void await(String what) {
        Await.until(what + " in " + received, () -> received.contains(what));
    }

    /** Waits until there is as much, and compares it. */
    void expect(String... all) {
        Await.until(List.of(all) + " in " + received, () -> received.size() >= all.length);
        assertEquals(List.of(all), received);
    }

    @Override
    public void onEvent(ReceivedEvent event) {
        if (event.data().equals("\"throw\"")) {
            throw new IllegalStateException("thrown");
        }
        received.add(event.id().orElse("ephemeral") + " " + event.data());
        if (event.data().equals("\"close\"")) {
            closed.join().close();
        }
    }

    @Override
    public void onReady(StreamReady ready) {
        received.add("ready " + ready.recovered() + " " + ready.rooms());
    }

    @Override
    public void onReset(StreamReset reset) {
        received.add("reset " + reset.reason() + " " + reset.channels());
    }

    @Override
    public void onDisconnect(StreamDisconnect disconnect) {
        disconnects.add(disconnect);
        received.add("disconnected");
    }

    @Override
    public void onEnd(Optional<Throwable> cause) {
        received.add(cause.map(failure -> "end " + failure.getClass().getSimpleName() + ": " + failure.getMessage())
                .orElse("end"));
    }
}
