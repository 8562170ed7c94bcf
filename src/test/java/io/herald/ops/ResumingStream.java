package io.herald.ops;

import io.herald.testing.Api;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What an EventSource does: comes back by itself with the last id, after the wait that it was told, and never after a status. */
final class ResumingStream implements AutoCloseable {

    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    private final Api api;
    private final String token;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private SseClient current;
    private String cursor;
    private long retry = 100;

    ResumingStream(Api api, String token) {
        this.api = api;
        this.token = token;
        connect();
        current.await("ready");
        this.thread = new Thread(this::run, "resuming");
        thread.setDaemon(true);
        thread.start();
    }

    /** Of the notifications that it has had, in order of arrival. */
    synchronized List<Integer> numbers() {
        List<Integer> all = new ArrayList<>(numbers);
        all.addAll(NotificationTraffic.numbers(current));
        return all;
    }

    synchronized List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    synchronized int resets() {
        return current.events("reset").size();
    }

    private void run() {
        while (!stopped) {
            if (current.hasEnded()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(lastRetry()));
                reconnect();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private long lastRetry() {
        return current.events().stream()
                .map(SseEvent::retry)
                .filter(told -> told != null)
                .reduce((first, second) -> second)
                .orElse(retry);
    }

    /** What a network does to it is no end for an EventSource: it tries again. */
    private void reconnect() {
        try {
            connect();
        } catch (UncheckedIOException cut) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private synchronized void connect() {
        SseClient before = current;
        if (before != null) {
            cursor = before.lastEventId().or(() -> Optional.ofNullable(cursor)).orElse(null);
        }
        current = cursor == null
                ? SseClient.open(api.stream(""), token)
                : SseClient.resume(api.stream(""), token, cursor);
        statuses.add(current.status());
        if (before != null) {
            numbers.addAll(NotificationTraffic.numbers(before));
        }
    }

    @Override
    public void close() {
        stopped = true;
        current.close();
    }
}
