package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.edge.BodyBudget.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the bodies in progress stay within the budget, and that large bodies do not block small ones. */
class BodyBudgetTest {

    private final BodyBudget budget = new BodyBudget(100);
    private final List<String> evicted = new ArrayList<>();

    @Test
    void released_bytes_are_available_again() {
        Share first = share("first");
        assertTrue(first.grow(60));
        assertTrue(first.grow(40));
        first.release();
        first.release();
        assertEquals(0, budget.used());
        assertTrue(share("second").grow(100));
    }

    @Test
    void a_body_that_exceeds_the_budget_is_refused_and_releases_its_bytes() {
        Share large = share("large");
        share("small").grow(20);
        assertTrue(large.grow(80));
        assertFalse(large.grow(1));
        assertEquals(20, budget.used());
        assertFalse(large.grow(1), "it stays refused");
        assertEquals(List.of(), evicted);
    }

    @Test
    void a_small_body_evicts_the_largest_one_that_is_still_received() {
        share("small").grow(10);
        share("large").grow(50);
        share("middle").grow(40);
        assertTrue(share("newest").grow(5));
        assertEquals(List.of("large"), evicted);
        assertEquals(55, budget.used());
    }

    @Test
    void of_equal_bodies_the_oldest_is_evicted_first() {
        share("older").grow(50);
        share("younger").grow(50);
        assertTrue(share("newest").grow(50));
        assertEquals(List.of("older"), evicted);
    }

    @Test
    void no_body_is_evicted_if_that_frees_too_few_bytes() {
        Share processed = share("processed");
        processed.grow(60);
        processed.received();
        share("large").grow(35);
        assertFalse(share("newest").grow(45), "an eviction would free too few bytes");
        assertEquals(List.of(), evicted);
        assertEquals(95, budget.used());
    }

    @Test
    void a_body_in_processing_is_not_evicted() {
        Share processed = share("processed");
        processed.grow(100);
        processed.received();
        assertFalse(share("newest").grow(1));
        assertEquals(List.of(), evicted);
        processed.release();
        assertTrue(share("later").grow(1));
    }

    private Share share(String name) {
        return budget.open(() -> evicted.add(name));
    }
}
