package io.herald.client.sse;

import io.herald.client.error.CallInterruptedException;
import io.herald.client.error.HeraldException;
import io.herald.client.error.ResponseException;
import io.herald.client.stream.ReceivedEvent;
import io.herald.client.stream.StreamDisconnect;
import io.herald.client.stream.StreamListener;
import io.herald.client.stream.StreamOptions;
import io.herald.client.stream.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that keeps a stream connected and passes its frames to the listener. */
public final class StreamSubscription implements Subscription {

    private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(20);

    private final StreamConnector connector;
    private final StreamOptions options;
    private final StreamListener listener;
    private final ReconnectDelay reconnectDelay = new ReconnectDelay();
    private final RecentEventIds recentIds = new RecentEventIds();
    private final Thread thread = new Thread(this::run, "herald-stream");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String cursor;
    private volatile StreamConnection connection;
    private boolean isConnecting;
    private Duration heartbeat = DEFAULT_HEARTBEAT;
    private String reason;

    private StreamSubscription(StreamConnector connector, StreamOptions options, StreamListener listener) {
        this.connector = connector;
        this.options = options;
        this.listener = listener;
        this.cursor = options.cursor().orElse(null);
        thread.setDaemon(true);
    }

    public static StreamSubscription start(StreamConnector connector, StreamOptions options, StreamListener listener) {
        StreamSubscription subscription = new StreamSubscription(connector, options, listener);
        subscription.thread.start();
        return subscription;
    }

    @Override
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        closing.countDown();
        interruptConnect();
        StreamConnection open = connection;
        if (open != null) {
            open.close();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts a connect or the token source, but never the listener. */
    private synchronized void interruptConnect() {
        if (isConnecting) {
            thread.interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        Throwable cause = null;
        try {
            while (!isClosing()) {
                Optional<Duration> retryAfter = connectAndRead();
                if (!isClosing()) {
                    pause(reconnectDelay.next(retryAfter));
                }
            }
        } catch (Throwable failure) {
            cause = failure;
        } finally {
            end(cause);
        }
    }

    private void end(Throwable cause) {
        boolean interruptedByClose =
                isClosing() && (cause instanceof InterruptedException || cause instanceof CallInterruptedException);
        closing.countDown();
        try {
            listener.onEnd(interruptedByClose ? Optional.empty() : Optional.ofNullable(cause));
        } finally {
            ended.countDown();
        }
    }

    private void pause(Duration delay) throws InterruptedException {
        listener.onDisconnect(new StreamDisconnect(reason, delay));
        closing.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the delay that a temporary refusal names. */
    private Optional<Duration> connectAndRead() throws InterruptedException {
        StreamConnection open;
        try {
            open = connect();
        } catch (HeraldException refused) {
            if (!refused.isTransient()) {
                throw refused;
            }
            reason = refused.getMessage();
            return refused instanceof ResponseException response ? response.retryAfter() : Optional.empty();
        }
        reason = "The connection ended.";
        connection = open;
        try (open) {
            if (!isClosing()) {
                read(open);
            }
        } catch (IOException broken) {
            reason = "The connection broke: " + broken.getMessage();
        } finally {
            connection = null;
        }
        return Optional.empty();
    }

    private StreamConnection connect() throws InterruptedException {
        setConnecting(true);
        try {
            return connector.open(options, cursor);
        } finally {
            setConnecting(false);
        }
    }

    private synchronized void setConnecting(boolean connecting) {
        isConnecting = connecting;
        if (!connecting) {
            // An interrupt that came too late must not reach the listener.
            Thread.interrupted();
        }
    }

    /** A connection without a heartbeat for two and a half intervals is dead, although no packet has said so. */
    private void read(StreamConnection open) throws IOException, InterruptedException {
        for (SseFrame frame = open.next(limit()); frame != null && !isClosing(); frame = open.next(limit())) {
            handle(frame);
            if (frame.id() != null) {
                cursor = frame.id();
            }
        }
    }

    private Duration limit() {
        return heartbeat.multipliedBy(5).dividedBy(2);
    }

    private void handle(SseFrame frame) {
        if (frame.is("ready")) {
            heartbeat = FrameReader.heartbeat(frame, DEFAULT_HEARTBEAT);
            reconnectDelay.connected(frame.retryMillis());
            listener.onReady(FrameReader.ready(frame));
            return;
        }
        if (frame.retryMillis() != null) {
            reconnectDelay.name(frame.retryMillis());
        }
        if (frame.is("reset")) {
            listener.onReset(FrameReader.reset(frame));
        } else if (frame.is("unavailable") || frame.is("evicted")) {
            reason = FrameReader.reason(frame);
        } else if (frame.data() != null && !frame.is("hb")) {
            deliver(FrameReader.event(frame));
        }
    }

    private void deliver(ReceivedEvent event) {
        if (event.id().isEmpty() || recentIds.add(event.id().get())) {
            listener.onEvent(event);
        }
    }
}
