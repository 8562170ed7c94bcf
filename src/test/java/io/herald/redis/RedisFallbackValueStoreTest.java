package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one instance has read from PostgreSQL is available to all instances while PostgreSQL is unavailable. */
class RedisFallbackValueStoreTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final String ROOMS = "member:alice";
    private static final Duration WEEK = Duration.ofDays(7);

    private static RedisFallbackValueStore instance() {
        return new RedisFallbackValueStore(REDIS.links(), TestLog.config());
    }

    private static <T> T await(Uni<T> result) {
        return result.await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void a_value_is_read_on_every_instance() {
        await(instance().put(ROOMS, "ops team", WEEK));
        assertEquals("ops team", await(instance().get(ROOMS)));
        await(instance().put(ROOMS, "", WEEK));
        assertEquals("", await(instance().get(ROOMS)), "no rooms is an answer, too");
    }

    @Test
    void a_value_that_was_never_stored_is_missing() {
        assertNull(await(instance().get(ROOMS)));
    }

    @Test
    void a_value_expires_after_its_life_which_each_write_renews() {
        await(instance().put(ROOMS, "ops", Duration.ofHours(1)));
        await(instance().put(ROOMS, "ops", WEEK));
        long expiry = (Long) REDIS.execute("PTTL", TestLog.config().keyPrefix() + ":copy:" + ROOMS);
        assertTrue(expiry > WEEK.minusMinutes(1).toMillis() && expiry <= WEEK.toMillis(), "expires in " + expiry);
    }
}
