package io.herald.ops;

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

/** Talks in a room, one message after the other: comes back with its cursor, and says again what was not acknowledged. */
final class ResumingSocket implements AutoCloseable {

    private static final int SWITCHING = 101;
    private static final long PACE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([0-9]+-[0-9]+)\"");
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");

    private final URI base;
    private final String name;
    private final String room;
    private final String token;
    private final List<Frame> before = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile boolean quiet;
    private RawWebSocket current;
    private int said;
    private volatile String pending;

    ResumingSocket(URI base, String name, String room, String token) {
        this.base = base;
        this.name = name;
        this.room = room;
        this.token = token;
        this.current = RawWebSocket.open(base, "?room=" + room, token);
        current.await("ready");
    }

    /** Begins to talk, once everybody is there to hear it. */
    void start() {
        Thread thread = new Thread(this::run, "talking");
        thread.setDaemon(true);
        thread.start();
    }

    /** What it has heard, in order, its own words too. */
    List<String> contents() {
        return texts("message").stream().map(text -> found(CONTENT, text)).toList();
    }

    synchronized List<String> texts(String event) {
        List<Frame> all = new ArrayList<>(before);
        all.addAll(current.frames());
        return all.stream()
                .filter(frame -> frame.isEvent(event))
                .map(Frame::text)
                .toList();
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Says nothing new; true once everything that was said is acknowledged. */
    boolean isDone() {
        quiet = true;
        return pending == null;
    }

    private void run() {
        while (!stopped) {
            try {
                goOn();
            } catch (UncheckedIOException cut) {
                // The next look finds it ended.
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void goOn() {
        if (current.hasEnded()) {
            reconnect();
        } else if (pending == null) {
            if (!quiet) {
                say(name + "-" + said++);
            }
        } else if (current.frames().stream().anyMatch(this::acknowledges)) {
            acknowledged.add(pending);
            pending = null;
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private void say(String what) {
        pending = what;
        current.command("message.send", "{\"room\":\"" + room + "\",\"content\":\"" + what + "\"}", what);
    }

    private boolean acknowledges(Frame frame) {
        return frame.isEvent("ack") && frame.text().contains("\"id\":\"" + pending + "\"");
    }

    private void reconnect() {
        LockSupport.parkNanos(PACE_NANOS);
        RawWebSocket next = RawWebSocket.stalled(base, "?room=" + room + "&lastEventId=" + cursor(), token);
        if (next.status() != SWITCHING) {
            // From the proxy, which has found nobody.
            next.close();
            return;
        }
        next.read();
        synchronized (this) {
            before.addAll(current.frames());
            current = next;
        }
        if (pending != null) {
            say(pending);
        }
    }

    private synchronized String cursor() {
        List<Frame> all = new ArrayList<>(before);
        all.addAll(current.frames());
        return all.stream()
                .map(frame -> found(CURSOR, frame.text()))
                .filter(cursor -> cursor != null)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    @Override
    public void close() {
        stopped = true;
        current.close();
    }
}
