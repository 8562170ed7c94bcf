package io.herald.soak;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.testing.Api;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An EventSource that disconnects at random times, reconnects to a random instance with its cursor, and checks every number. */
final class SoakClient {

    static final String ROOM_EVENT = "number";

    private static final Pattern NUMBER = Pattern.compile("\"title\":\"n(\\d+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration END = Duration.ofSeconds(30);
    private static final int LONGEST_CONNECTION_SECONDS = 120;

    final String user;
    final String room;
    private final SoakServers servers;
    private final Random random;
    private final String token;
    private final CursorFormat format;
    private final NumberSequence own;
    private final NumberSequence ofRoom;
    private volatile int resets;
    private volatile int connects;
    private @Nullable String cursor;

    SoakClient(SoakServers servers, String user, String room, long seed) {
        this.servers = servers;
        this.user = user;
        this.room = room;
        this.random = new Random(seed);
        this.own = new NumberSequence(user);
        this.ofRoom = new NumberSequence(room + " of " + user);
        this.format = new CursorFormat(servers.redis.partitions());
        this.token = Tokens.of(user)
                .herald(Map.of("join", List.of(room)))
                .expiresIn(Duration.ofDays(30))
                .sign();
    }

    void start() {
        Thread thread = new Thread(this::run, user);
        thread.setDaemon(true);
        thread.start();
    }

    /** The notifications of the user. */
    NumberSequence own() {
        return own;
    }

    /** The events of the room. */
    NumberSequence ofRoom() {
        return ofRoom;
    }

    int resets() {
        return resets;
    }

    int connects() {
        return connects;
    }

    private void run() {
        while (true) {
            try (SseClient stream = connect()) {
                connects++;
                read(
                        stream,
                        System.nanoTime()
                                + Duration.ofSeconds(1 + random.nextInt(LONGEST_CONNECTION_SECONDS))
                                        .toNanos());
            } catch (RuntimeException notConnected) {
                // The next attempt may reach another instance.
            }
            LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(2_000)).toNanos());
        }
    }

    private SseClient connect() {
        Api api = servers.api(random.nextInt(servers.size()), token);
        SseClient stream = cursor == null
                ? SseClient.open(api.stream("?since=earliest&room=" + room), token)
                : SseClient.resume(api.stream("?room=" + room), token, cursor);
        if (stream.status() / 100 == 4) {
            System.out.printf("%s was rejected with %d%n", user, stream.status());
        }
        return stream;
    }

    private void read(SseClient stream, long until) {
        int checked = 0;
        while (!stream.hasEnded() && System.nanoTime() < until) {
            checked = check(stream, checked);
            LockSupport.parkNanos(POLL_NANOS);
        }
        stream.cut();
        // No event may arrive between the last check and the read of the cursor.
        stream.awaitEnd(END);
        check(stream, checked);
        cursor = stream.lastEventId().orElse(cursor);
    }

    /** Checks the events that have arrived after so many others, and returns how many there are now. */
    private int check(SseClient stream, int checked) {
        List<SseEvent> events = stream.events();
        events.subList(checked, events.size()).forEach(this::check);
        return events.size();
    }

    private void check(SseEvent event) {
        if (event.is("reset")) {
            resets++;
            // It names the channels with missing events.
            if (event.data().contains("\"user:" + user + "\"")) {
                own.reset(cursor(CURSOR, event));
            }
            if (event.data().contains("\"room:" + room + "\"")) {
                ofRoom.reset(cursor(CURSOR, event));
            }
        } else if (event.is("notification") || event.is(ROOM_EVENT)) {
            Matcher number = NUMBER.matcher(event.data());
            if (number.find()) {
                (event.is(ROOM_EVENT) ? ofRoom : own).received(Integer.parseInt(number.group(1)), cursor(ID, event));
            }
        }
    }

    private Cursor cursor(Pattern field, SseEvent event) {
        Matcher found = field.matcher(event.data());
        if (!found.find()) {
            throw new IllegalStateException(event.toString());
        }
        return format.parse(found.group(1));
    }
}
