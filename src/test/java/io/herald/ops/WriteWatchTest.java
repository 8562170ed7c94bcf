package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.Writability.Outcome;
import io.herald.log.Writability.Trial;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class WriteWatchTest {

    private static final Trial TAKEN = new Trial(Outcome.TAKEN, "");
    private static final Trial FULL = new Trial(Outcome.REFUSED, "OOM");
    private static final Trial PARTLY = new Trial(Outcome.REFUSED_IN_PART, "NOREPLICAS");
    private static final Trial NO_ANSWER = new Trial(Outcome.UNANSWERED, "");

    private final WriteWatch watch = new WriteWatch(() -> Uni.createFrom().nothing());

    @Test
    void a_refusal_that_is_over_at_the_next_look_is_nothing() {
        see(TAKEN, FULL, TAKEN, FULL);
        assertFalse(watch.isRefused());
        assertEquals("taken", watch.state());
    }

    @Test
    void one_that_stays_is_told_until_a_write_is_taken() {
        see(TAKEN, FULL, FULL);
        assertTrue(watch.isRefused());
        assertEquals("refused: OOM", watch.state());
        see(TAKEN);
        assertFalse(watch.isRefusing());
    }

    @Test
    void a_part_of_a_cluster_that_refuses_is_degraded_and_not_red() {
        see(TAKEN, PARTLY, PARTLY);
        assertFalse(watch.isRefused());
        assertTrue(watch.isRefusing());
        assertEquals("degraded: refused in part: NOREPLICAS", watch.state());
    }

    @Test
    void no_answer_is_no_refusal() {
        see(FULL, FULL, NO_ANSWER, NO_ANSWER);
        assertFalse(watch.isRefusing());
        assertEquals("not answered", watch.state());
    }

    @Test
    void at_the_start_the_first_answer_counts_and_it_is_waited_for() {
        see(NO_ANSWER, NO_ANSWER, NO_ANSWER);
        assertFalse(watch.isTried());
        see(FULL);
        assertTrue(watch.isRefused());
    }

    @Test
    void but_not_for_ever() {
        for (int i = 0; i < 20; i++) {
            see(NO_ANSWER);
        }
        assertTrue(watch.isTried());
        assertEquals("not answered", watch.state());
    }

    private void see(Trial... trials) {
        for (Trial trial : trials) {
            watch.tried(trial);
        }
    }
}
