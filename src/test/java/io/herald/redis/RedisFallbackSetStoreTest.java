package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.FallbackSetStore;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RedisFallbackSetStoreTest {

    private static final long TIME = 1_764_000_000_123L;

    private final String set = "set-" + UUID.randomUUID();

    @Inject
    FallbackSetStore sets;

    @Test
    void a_set_is_readable_only_once_it_is_complete() {
        assertNull(await(sets.find(set)));
        await(sets.add(set, Map.of("a", TIME)));
        assertNull(await(sets.find(set)));
        await(sets.complete(set, Map.of("b b", TIME + 1)));
        assertEquals(Map.of("a", TIME, "b b", TIME + 1), await(sets.find(set)));
    }

    @Test
    void a_set_without_members_can_be_complete() {
        await(sets.complete(set, Map.of()));
        assertEquals(Map.of(), await(sets.find(set)));
    }

    @Test
    void numbers_never_decrease() {
        await(sets.complete(set, Map.of("a", TIME)));
        await(sets.add(set, Map.of("a", TIME - 1)));
        await(sets.complete(set, Map.of("a", TIME - 2)));
        assertEquals(Map.of("a", TIME), await(sets.find(set)));
        await(sets.add(set, Map.of("a", TIME + 1)));
        assertEquals(Map.of("a", TIME + 1), await(sets.find(set)));
    }

    @Test
    void members_below_a_number_are_removed_and_the_set_stays_complete() {
        await(sets.complete(set, Map.of("a", TIME - 1, "b", TIME, "c", 0L)));
        await(sets.removeBelow(set, TIME));
        assertEquals(Map.of("b", TIME), await(sets.find(set)));
    }

    @Test
    void a_large_set_is_complete_and_occupies_one_key() {
        Map<String, Long> many = new HashMap<>();
        for (int i = 0; i < 2_500; i++) {
            many.put("member " + i, TIME + i);
        }
        await(sets.complete(set, many));
        assertEquals(many, await(sets.find(set)));
        List<?> keys = (List<?>) TestServers.redis("KEYS", "*" + set + "*");
        assertTrue(keys.size() == 1, keys::toString);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
