package io.herald.ops.warmup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StabilityDetectorTest {

    private final StabilityDetector stability = new StabilityDetector();

    @Test
    void a_latency_that_keeps_falling_is_not_stable() {
        for (long latency = 1_000_000; latency > 1_000; latency = latency * 8 / 10) {
            assertFalse(stability.add(latency));
        }
    }

    @Test
    void a_latency_without_improvement_for_four_rounds_is_stable() {
        assertFalse(stability.add(1_000));
        assertFalse(stability.add(950));
        assertFalse(stability.add(2_000));
        assertFalse(stability.add(1_000));
        assertTrue(stability.add(910));
    }

    @Test
    void an_improvement_begins_the_count_again() {
        assertFalse(stability.add(1_000));
        assertFalse(stability.add(1_000));
        assertFalse(stability.add(1_000));
        assertFalse(stability.add(1_000));
        assertFalse(stability.add(800));
        assertFalse(stability.add(800));
    }
}
