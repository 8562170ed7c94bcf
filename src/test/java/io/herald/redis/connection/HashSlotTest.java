package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {

    /** The first example is from the specification. The others are results of CLUSTER KEYSLOT. */
    @ParameterizedTest
    @CsvSource({
        "123456789, 12739",
        "herald:{0}:tail, 13907",
        "herald:{15}:h:user:alice, 4178",
        "foo{}bar, 14292",
        "foo{{bar}}zap, 4015",
    })
    void the_slot_equals_that_of_redis(String key, int slot) {
        assertEquals(slot, HashSlot.of(key));
    }
}
