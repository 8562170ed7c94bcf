package io.herald.push.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SenderWatchTest {

    private static final UUID ONE = UUID.randomUUID();
    private static final UUID TWO = UUID.randomUUID();

    private final SenderWatch watch = new SenderWatch(Duration.ofSeconds(30), Duration.ofSeconds(10));
    private long nanos;

    private List<UUID> read(Duration passed, Map<UUID, Long> beats) {
        nanos += passed.toNanos();
        return watch.read(nanos, beats);
    }

    private List<UUID> readFor(Duration time, Map<UUID, Long> beats) {
        List<UUID> dead = read(Duration.ZERO, beats);
        for (long second = 0; second < time.toSeconds(); second += 5) {
            dead = read(Duration.ofSeconds(5), beats);
        }
        return dead;
    }

    @Test
    void a_sender_whose_beat_stands_still_has_died() {
        assertEquals(List.of(), readFor(Duration.ofSeconds(25), Map.of(ONE, 7L)));
        assertEquals(List.of(ONE), read(Duration.ofSeconds(5), Map.of(ONE, 7L)));
    }

    @Test
    void a_sender_whose_beat_changes_is_alive() {
        for (long beat = 0; beat < 100; beat++) {
            assertEquals(List.of(), read(Duration.ofSeconds(5), Map.of(ONE, beat)));
        }
    }

    @Test
    void senders_are_told_apart() {
        Map<UUID, Long> first = Map.of(ONE, 1L, TWO, 1L);
        readFor(Duration.ofSeconds(15), first);
        assertEquals(List.of(ONE), readFor(Duration.ofSeconds(15), Map.of(ONE, 1L, TWO, 2L)));
    }

    /** While PostgreSQL is away, no sender can change its beat, and none of them has died for that. */
    @Test
    void a_pause_restarts_the_observation() {
        readFor(Duration.ofSeconds(25), Map.of(ONE, 1L));
        assertEquals(List.of(), read(Duration.ofMinutes(5), Map.of(ONE, 1L)));
        assertEquals(List.of(), readFor(Duration.ofSeconds(25), Map.of(ONE, 1L)));
        assertEquals(List.of(ONE), read(Duration.ofSeconds(5), Map.of(ONE, 1L)));
    }

    @Test
    void a_sender_that_comes_back_is_alive() {
        readFor(Duration.ofSeconds(25), Map.of(ONE, 1L));
        read(Duration.ofSeconds(5), Map.of());
        assertEquals(List.of(), read(Duration.ofSeconds(5), Map.of(ONE, 1L)));
    }
}
