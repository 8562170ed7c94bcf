package io.herald.ops.drain;

import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends messages to a room one by one, reconnects with its cursor, and repeats an unacknowledged message. */
final class ResumingSocket implements AutoCloseable {

    private static final int SWITCHING = 101;
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([0-9]+-[0-9]+)\"");
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");

    private final URI base;
    private final String name;
    private final String room;
    private final String token;
    private final List<Frame> previousFrames = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile boolean paused;
    private RawWebSocket current;
    private int sent;
    private volatile String pending;

    ResumingSocket(URI base, String name, String room, String token) {
        this.base = base;
        this.name = name;
        this.room = room;
        this.token = token;
        this.current = RawWebSocket.open(base, "?room=" + room, token);
        current.await("ready");
    }

    /** Starts to send messages, once all receivers are connected. */
    void start() {
        Thread thread = new Thread(this::loop, "resuming-socket");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the received messages in order, its own included. */
    List<String> contents() {
        return texts("message").stream().map(text -> firstGroup(CONTENT, text)).toList();
    }

    synchronized List<String> texts(String event) {
        List<Frame> all = new ArrayList<>(previousFrames);
        all.addAll(current.frames());
        return all.stream()
                .filter(frame -> frame.isEvent(event))
                .map(Frame::text)
                .toList();
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Stops sending new messages. Returns true once every sent message is acknowledged. */
    boolean isDone() {
        paused = true;
        return pending == null;
    }

    private void loop() {
        while (!stopped) {
            try {
                step();
            } catch (UncheckedIOException disconnected) {
                // The next step sees the closed connection.
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void step() {
        if (current.hasEnded()) {
            reconnect();
        } else if (pending == null) {
            if (!paused) {
                send(name + "-" + sent++);
            }
        } else if (current.frames().stream().anyMatch(this::acknowledges)) {
            acknowledged.add(pending);
            pending = null;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void send(String content) {
        pending = content;
        current.command("message.send", "{\"room\":\"" + room + "\",\"content\":\"" + content + "\"}", content);
    }

    private boolean acknowledges(Frame frame) {
        return frame.isEvent("ack") && frame.text().contains("\"id\":\"" + pending + "\"");
    }

    private void reconnect() {
        LockSupport.parkNanos(PAUSE_NANOS);
        RawWebSocket next = RawWebSocket.stalled(base, "?room=" + room + "&lastEventId=" + cursor(), token);
        if (next.status() != SWITCHING) {
            // An error response of the proxy, which firstGroup no instance.
            next.close();
            return;
        }
        next.read();
        synchronized (this) {
            previousFrames.addAll(current.frames());
            current = next;
        }
        if (pending != null) {
            send(pending);
        }
    }

    private synchronized String cursor() {
        List<Frame> all = new ArrayList<>(previousFrames);
        all.addAll(current.frames());
        return all.stream()
                .map(frame -> firstGroup(CURSOR, frame.text()))
                .filter(cursor -> cursor != null)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String firstGroup(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    @Override
    public void close() {
        stopped = true;
        current.close();
    }
}
