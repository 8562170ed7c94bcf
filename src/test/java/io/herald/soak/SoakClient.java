package io.herald.soak;

import io.herald.testing.Api;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An EventSource that disconnects at random times, reconnects to a random instance with its cursor, and checks every number. */
final class SoakClient {

    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration END = Duration.ofSeconds(30);
    private static final int LONGEST_CONNECTION_SECONDS = 120;

    final String user;
    private final SoakServers servers;
    private final Random random;
    private final String token;
    private volatile int last;
    private volatile int lost;
    private volatile int repeated;
    private volatile int resets;
    private volatile int connects;
    private @Nullable String cursor;

    SoakClient(SoakServers servers, String user, long seed) {
        this.servers = servers;
        this.user = user;
        this.random = new Random(seed);
        this.token = Tokens.of(user).expiresIn(Duration.ofDays(30)).sign();
    }

    void start() {
        Thread thread = new Thread(this::run, user);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the highest number that it has received. */
    int last() {
        return last;
    }

    int lost() {
        return lost;
    }

    int repeated() {
        return repeated;
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
        return cursor == null
                ? SseClient.open(api.stream("?since=earliest"), token)
                : SseClient.resume(api.stream(""), token, cursor);
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
        resets += stream.events("reset").size();
        cursor = stream.lastEventId().orElse(cursor);
    }

    /** Checks the numbers that have arrived after so many others, and returns how many there are now. */
    private int check(SseClient stream, int checked) {
        List<Integer> numbers = NotificationTraffic.numbers(stream);
        numbers.subList(checked, numbers.size()).forEach(this::check);
        return numbers.size();
    }

    private void check(int number) {
        if (number <= last) {
            repeated++;
            System.out.printf(
                    "%s repeated: %s received %d after %d, resumed at %s%n", Instant.now(), user, number, last, cursor);
        } else {
            if (number > last + 1) {
                lost += number - last - 1;
                System.out.printf(
                        "%s lost: %s received %d after %d, resumed at %s%n", Instant.now(), user, number, last, cursor);
            }
            last = number;
        }
    }
}
