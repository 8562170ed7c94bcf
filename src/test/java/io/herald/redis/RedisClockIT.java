package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import io.herald.testing.UserStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of Redis steps forward and back, as after a correction by NTP or a restored virtual machine. */
@Tag("extended")
class RedisClockIT {

    /** How far the clock of Redis is from the real time, in seconds. */
    private static final List<Integer> STEPS = List.of(90, -300, 3 * 3600, -3600, 0);

    @TempDir
    static Path directory;

    private final String user = "clock-" + UUID.randomUUID();

    @Test
    void steps_of_the_clock_lose_and_repeat_no_event_and_reject_no_call() throws IOException {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "SKIPPED: libfaketime is not installed");
        setClock(0);
        try (RedisServerProcess redis = RedisServerProcess.startedBy(List.of(
                        "env",
                        "LD_PRELOAD=" + library.orElseThrow(),
                        "FAKETIME_TIMESTAMP_FILE=" + offset(),
                        "FAKETIME_NO_CACHE=1",
                        "DONT_FAKE_MONOTONIC=1"));
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("shop"));
            try (UserStreams streams = UserStreams.open(List.of(api), List.of(user));
                    NotificationTraffic traffic = NotificationTraffic.start(List.of(api), List.of(user))) {
                for (int step : STEPS) {
                    traffic.awaitMore(100);
                    setClock(step);
                    Await.until("Redis has the other time", () -> isSet(redis, step));
                }
                traffic.awaitMore(100);
                traffic.close();
                streams.assertLossesReported(traffic);
                assertEquals(List.of(), streams.of(user).events("reset"));
                assertEquals(traffic.calls().size(), traffic.acknowledged(user).size(), "a call was rejected");
            }
        }
    }

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("/usr/lib"))) {
            return found.map(architecture -> architecture.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    private static Path offset() {
        return directory.resolve("offset");
    }

    /** Replaces the file at once, because Redis reads it with each look at its clock. */
    private static void setClock(int step) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "%+d".formatted(step));
        Files.move(next, offset(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isSet(RedisServerProcess redis, int step) {
        long seconds = Long.parseLong(((List<?>) redis.execute("TIME")).get(0).toString());
        long off = seconds - System.currentTimeMillis() / 1000;
        return Math.abs(off - step) < 5;
    }
}
