package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NotificationIdsTest {

    private static final int MANY = 10_000;

    private long now = 1_763_650_000_000L;
    private final NotificationIds ids = new NotificationIds(() -> now);

    private List<String> generate(int count) {
        return Stream.generate(ids::next).limit(count).toList();
    }

    private static void assertIncreasing(List<String> all) {
        assertEquals(all.stream().sorted().distinct().toList(), all);
    }

    @Test
    void ids_of_the_same_millisecond_increase() {
        assertIncreasing(generate(MANY));
    }

    @Test
    void ids_increase_across_milliseconds_and_while_the_clock_is_set_back() {
        List<String> before = generate(3);
        now++;
        List<String> after = generate(3);
        now -= 60_000;
        List<String> setBack = generate(3);
        now += 60_001;
        assertIncreasing(Stream.of(before, after, setBack, generate(3))
                .flatMap(List::stream)
                .toList());
    }

    @Test
    void the_counter_carries_into_the_higher_bits() {
        NotificationIds full = new NotificationIds(() -> now, new Random() {
            @Override
            public long nextLong() {
                return -1;
            }
        });
        assertIncreasing(Stream.generate(full::next).limit(MANY).toList());
    }

    @Test
    void ids_are_of_version_7_and_start_with_their_time() {
        UUID id = UUID.fromString(ids.next());
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(now, id.getMostSignificantBits() >>> 16);
    }

    @Test
    void instances_generate_different_ids_at_the_same_time() {
        NotificationIds other = new NotificationIds(() -> now);
        assertTrue(generate(MANY).stream()
                .noneMatch(Stream.generate(other::next).limit(MANY).collect(Collectors.toSet())::contains));
    }
}
