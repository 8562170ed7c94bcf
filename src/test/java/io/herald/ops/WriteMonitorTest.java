package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.WriteProbe.Outcome;
import io.herald.log.WriteProbe.Trial;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriteMonitorTest {

    private static final Trial TAKEN = new Trial(Outcome.TAKEN, "");
    private static final Trial FULL = new Trial(Outcome.REFUSED, "OOM");
    private static final Trial PARTLY = new Trial(Outcome.REFUSED_IN_PART, "NOREPLICAS");
    private static final Trial NO_ANSWER = new Trial(Outcome.UNANSWERED, "");

    private final WriteMonitor monitor = new WriteMonitor(() -> Uni.createFrom().nothing());
    private final ManualLoop loop = new ManualLoop();
    private final AtomicInteger tried = new AtomicInteger();
    private @Nullable RuntimeException failure;
    private final WriteMonitor periodic = new WriteMonitor(() -> {
        tried.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        return Uni.createFrom().item(TAKEN);
    });

    WriteMonitorTest() {
        periodic.start(new StartupEvent(), new PeriodicTasks(() -> loop));
    }

    @Test
    void a_refusal_that_is_over_at_the_next_look_is_nothing() {
        see(TAKEN, FULL, TAKEN, FULL);
        assertFalse(monitor.isRefusing());
        assertEquals("taken", monitor.state());
    }

    @Test
    void one_that_stays_is_told_until_a_write_is_taken() {
        see(TAKEN, FULL, FULL);
        assertTrue(monitor.isRefusing());
        assertEquals("degraded: refused: OOM", monitor.state());
        assertTrue(monitor.wasAccepted(), "once");
        see(TAKEN);
        assertFalse(monitor.isRefusing());
    }

    @Test
    void a_part_of_a_cluster_that_refuses_is_told_as_such_and_enough_to_start_with() {
        see(PARTLY);
        assertTrue(monitor.wasAccepted());
        assertTrue(monitor.isRefusing());
        assertEquals("degraded: refused in part: NOREPLICAS", monitor.state());
    }

    @Test
    void no_answer_is_no_refusal() {
        see(FULL, FULL, NO_ANSWER, NO_ANSWER);
        assertFalse(monitor.isRefusing());
        assertEquals("not answered", monitor.state());
    }

    @Test
    void at_the_start_the_first_answer_counts() {
        see(NO_ANSWER, NO_ANSWER, NO_ANSWER);
        assertEquals("none accepted yet", monitor.state());
        see(FULL);
        assertTrue(monitor.isRefusing());
        assertFalse(monitor.wasAccepted());
    }

    @Test
    void no_answer_never_counts_as_an_accepted_write() {
        for (int i = 0; i < 100; i++) {
            see(NO_ANSWER);
        }
        assertFalse(monitor.wasAccepted());
        see(TAKEN);
        assertTrue(monitor.wasAccepted());
    }

    @Test
    void the_first_write_is_tried_at_once() {
        loop.advance(Duration.ZERO);
        assertEquals(1, tried.get());
        assertTrue(periodic.wasAccepted());
        loop.advance(Duration.ofMillis(2_999));
        assertEquals(1, tried.get());
    }

    @Test
    void it_goes_on_after_a_trial_has_thrown() {
        failure = new IllegalStateException("expected by the test");
        loop.advance(Duration.ofSeconds(2));
        assertFalse(periodic.wasAccepted());
        failure = null;
        loop.advance(Duration.ofSeconds(1));
        assertTrue(periodic.wasAccepted());
    }

    private void see(Trial... trials) {
        for (Trial trial : trials) {
            monitor.onResult(trial);
        }
    }
}
