package io.herald.ops.health;

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

class LogWriteMonitorTest {

    private static final Trial ACCEPTED = new Trial(Outcome.ACCEPTED, "");
    private static final Trial REJECTED = new Trial(Outcome.REFUSED, "OOM");
    private static final Trial REJECTED_IN_PART = new Trial(Outcome.REFUSED_IN_PART, "NOREPLICAS");
    private static final Trial UNANSWERED = new Trial(Outcome.UNANSWERED, "");

    private final LogWriteMonitor monitor =
            new LogWriteMonitor(() -> Uni.createFrom().nothing());
    private final ManualLoop loop = new ManualLoop();
    private final AtomicInteger trialCount = new AtomicInteger();
    private @Nullable RuntimeException failure;
    private final LogWriteMonitor periodic = new LogWriteMonitor(() -> {
        trialCount.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        return Uni.createFrom().item(ACCEPTED);
    });

    LogWriteMonitorTest() {
        periodic.start(new StartupEvent(), new PeriodicTasks(() -> loop));
    }

    @Test
    void a_rejection_that_ends_before_the_next_trial_is_not_reported() {
        recordTrials(ACCEPTED, REJECTED, ACCEPTED, REJECTED);
        assertFalse(monitor.isRefusing());
        assertEquals("accepted", monitor.state());
    }

    @Test
    void a_lasting_rejection_is_reported_until_a_write_is_accepted() {
        recordTrials(ACCEPTED, REJECTED, REJECTED);
        assertTrue(monitor.isRefusing());
        assertEquals("degraded: refused: OOM", monitor.state());
        assertTrue(monitor.wasAccepted(), "a write was accepted before");
        recordTrials(ACCEPTED);
        assertFalse(monitor.isRefusing());
    }

    @Test
    void a_partial_rejection_is_reported_as_such_and_counts_as_accepted_at_startup() {
        recordTrials(REJECTED_IN_PART);
        assertTrue(monitor.wasAccepted());
        assertTrue(monitor.isRefusing());
        assertEquals("degraded: refused in part: NOREPLICAS", monitor.state());
    }

    @Test
    void a_missing_answer_is_not_a_rejection() {
        recordTrials(REJECTED, REJECTED, UNANSWERED, UNANSWERED);
        assertFalse(monitor.isRefusing());
        assertEquals("no answer", monitor.state());
    }

    @Test
    void at_startup_the_first_answer_decides() {
        recordTrials(UNANSWERED, UNANSWERED, UNANSWERED);
        assertEquals("none accepted yet", monitor.state());
        recordTrials(REJECTED);
        assertTrue(monitor.isRefusing());
        assertFalse(monitor.wasAccepted());
    }

    @Test
    void a_missing_answer_never_counts_as_an_accepted_write() {
        for (int i = 0; i < 100; i++) {
            recordTrials(UNANSWERED);
        }
        assertFalse(monitor.wasAccepted());
        recordTrials(ACCEPTED);
        assertTrue(monitor.wasAccepted());
    }

    @Test
    void the_first_trial_runs_immediately() {
        loop.advance(Duration.ZERO);
        assertEquals(1, trialCount.get());
        assertTrue(periodic.wasAccepted());
        loop.advance(Duration.ofMillis(2_999));
        assertEquals(1, trialCount.get());
    }

    @Test
    void trials_continue_after_one_has_thrown() {
        failure = new IllegalStateException("expected by the test");
        loop.advance(Duration.ofSeconds(2));
        assertFalse(periodic.wasAccepted());
        failure = null;
        loop.advance(Duration.ofSeconds(1));
        assertTrue(periodic.wasAccepted());
    }

    private void recordTrials(Trial... trials) {
        for (Trial trial : trials) {
            monitor.onResult(trial);
        }
    }
}
