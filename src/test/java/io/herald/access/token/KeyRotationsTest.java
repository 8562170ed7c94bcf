package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyRotationsTest {

    private final KeyRotations keys = new KeyRotations();

    @Test
    void a_verification_that_starts_before_a_rotation_does_not_confirm_a_key_after_it() {
        keys.confirm("old", keys.current());
        long before = keys.current();
        keys.confirm("new", keys.current());
        keys.confirm("old", before);
        assertFalse(keys.isConfirmed("old"));
        assertTrue(keys.isConfirmed("new"));
        keys.confirm("old", keys.current());
        assertTrue(keys.isConfirmed("old"));
        assertTrue(keys.isConfirmed("new"));
    }

    @Test
    void any_number_of_key_ids_takes_bounded_memory() {
        for (int i = 0; i < 10_000; i++) {
            keys.confirm("key-" + i, keys.current());
        }
        assertTrue(keys.isConfirmed("key-9999"));
        assertFalse(keys.isConfirmed("key-9998"));
        assertFalse(keys.isConfirmed("unknown"));
    }
}
