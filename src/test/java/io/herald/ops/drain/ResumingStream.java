package io.herald.ops.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Behaves like an EventSource: reconnects with the last id after the retry time, but not after an error status. */
final class ResumingStream implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

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
        this.thread = new Thread(this::loop, "resuming");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the numbers of the received notifications, in order of arrival. */
    synchronized List<Integer> numbers() {
        List<Integer> all = new ArrayList<>(numbers);
        all.addAll(NotificationTraffic.numbers(current));
        return all;
    }

    private synchronized List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    /** Waits for all of these numbers, and asserts that each number came once, in order, over connections that were accepted. */
    void assertComplete(Collection<Integer> acknowledged) {
        Await.until("all acknowledged events are received", TIMEOUT, () -> {
            Set<Integer> missing = new TreeSet<>(acknowledged);
            missing.removeAll(Set.copyOf(numbers()));
            if (!missing.isEmpty()) {
                throw new IllegalStateException("missing: " + missing);
            }
            return true;
        });
        assertEquals(List.copyOf(new TreeSet<>(numbers())), numbers(), "an event was repeated or out of order");
        assertEquals(Set.of(200), new HashSet<>(statuses()), "an EventSource does not reconnect after another status");
        assertTrue(statuses().size() > 1, "the stream was never reconnected");
    }

    private void loop() {
        while (!stopped) {
            if (current.hasEnded()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(lastRetry()));
                reconnect();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private long lastRetry() {
        return current.events().stream()
                .map(SseEvent::retry)
                .filter(time -> time != null)
                .reduce((first, second) -> second)
                .orElse(retry);
    }

    /** An EventSource retries after a network error. */
    private void reconnect() {
        try {
            connect();
        } catch (UncheckedIOException disconnected) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private synchronized void connect() {
        SseClient previous = current;
        if (previous != null) {
            cursor =
                    previous.lastEventId().or(() -> Optional.ofNullable(cursor)).orElse(null);
        }
        current = cursor == null
                ? SseClient.open(api.stream(""), token)
                : SseClient.resume(api.stream(""), token, cursor);
        statuses.add(current.status());
        if (previous != null) {
            numbers.addAll(NotificationTraffic.numbers(previous));
        }
    }

    @Override
    public void close() {
        stopped = true;
        current.close();
    }
}
